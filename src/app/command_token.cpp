#include <fmt/format.h>

#include <memory>

#include "access/token.h"
#include "app/command.h"
#include "app/duration.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

struct TokenOptions {
  std::string user;
  std::string role;
  std::string grades;
  std::string time_to_live = "8h";
};

Result<void> print_token(const Config& config, const TokenOptions& options) {
  if (!accepts_local_tokens(config)) {
    return fail(ErrorCode::invalid_argument,
                "no server of this configuration accepts such a token: access.local_tokens is off, or an issuer is "
                "configured; `edify key create` makes keys for programs",
                "local_tokens_off");
  }
  EDIFY_TRY(Principal principal, operator_as(options.role, options.grades));
  principal.user = options.user;
  EDIFY_TRY(const auto time_to_live, parse_duration("--ttl", options.time_to_live));
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto key, open_token_key(config));
  EDIFY_TRY(const std::string token, access::sign_token(key, principal, time_to_live, unix_now()));
  fmt::print("{}\n", token);
  return {};
}

}  // namespace

void add_token(CommandLine& line) {
  auto options = std::make_shared<TokenOptions>();
  auto* command = line.parser.add_subcommand("token", "Print a signed bearer token, for set-up and tests");
  command->add_option("--user", options->user, "Whom the token is for")->required();
  command->add_option("--role", options->role, "student, teacher or admin")->required();
  command->add_option("--grades", options->grades, "Comma-separated grades, or * for all");
  command->add_option("--ttl", options->time_to_live, "How long it is valid: 15m, 8h, 7d")->capture_default_str();
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return print_token(config, *options); }; });
}

}  // namespace edify::app
