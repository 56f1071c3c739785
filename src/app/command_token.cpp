#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "access/token.h"
#include "app/command.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

struct TokenOptions {
  std::string user;
  std::string role;
  std::string grades;
  std::string time_to_live = "8h";
};

// "90s", "15m", "8h", "7d"
Result<std::chrono::seconds> parse_duration(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc() && number > 0 && number < 1'000'000) {
    if (unit == "s") return std::chrono::seconds(number);
    if (unit == "m") return std::chrono::minutes(number);
    if (unit == "h") return std::chrono::hours(number);
    if (unit == "d") return std::chrono::hours(24 * number);
  }
  return fail(ErrorCode::invalid_argument, fmt::format("--ttl {} is not a time; write 90s, 15m, 8h or 7d", text));
}

Result<void> print_token(const Config& config, const TokenOptions& options) {
  EDIFY_TRY(Principal principal, operator_as(options.role, options.grades));
  principal.user = options.user;
  EDIFY_TRY(const auto time_to_live, parse_duration(options.time_to_live));
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
