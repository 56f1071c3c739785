#include <fmt/format.h>

#include <memory>

#include "access/claim_values.h"
#include "app/backup_wiring.h"
#include "app/command.h"
#include "app/erasure.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

struct UserOptions {
  std::string user;
  std::string reason;
};

Result<void> check_name(const std::string& user) {
  if (access::is_user_name(user)) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("a user has 1-{} bytes, none of them a control character", access::max_user_bytes));
}

Result<void> deny(const Config& config, const UserOptions& options) {
  EDIFY_CHECK(check_name(options.user));
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  EDIFY_CHECK(access_register->deny({options.user, options.reason, unix_now()}));
  carry_endings_now(config);
  fmt::print(stderr, "edify: {} is denied; running servers refuse tokens and sessions within {} seconds\n",
             options.user, config.register_interval.count());
  return {};
}

Result<void> allow(const Config& config, const UserOptions& options) {
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  EDIFY_TRY(const bool was_denied, access_register->allow(options.user));
  carry_endings_now(config);
  if (!was_denied) return fail(ErrorCode::not_found, fmt::format("{} is not denied", options.user));
  return {};
}

Result<void> list_denied(const Config& config) {
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  EDIFY_TRY(const auto denials, access_register->denials());
  for (const auto& denial : denials) {
    fmt::print("{}  {}{}{}\n", to_rfc3339(denial.since), denial.user, denial.reason.empty() ? "" : "  – ",
               denial.reason);
  }
  return {};
}

Result<void> erase(const Config& config, const UserOptions& options) {
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto notes, EndingNotes::open(config));
  if (notes) EDIFY_CHECK(notes->note(backup::EndingKind::user_erased, options.user, ""));
  EDIFY_TRY(const auto erased, erase_everything_about(config, options.user));
  carry_endings_now(config);
  if (!erased.known) {
    fmt::print("nothing is kept about this user; a row of the audit trail says that it was asked\n");
    return {};
  }
  fmt::print("erased {} questions and the link to the user; a row of the audit trail says so\n", erased.questions);
  return {};
}

}  // namespace

void add_user(CommandLine& line) {
  auto options = std::make_shared<UserOptions>();
  auto* command = line.parser.add_subcommand("user", "Who may not come in, and what is kept about whom");
  command->require_subcommand(1);

  auto* denial = command->add_subcommand("deny", "Refuse a user's tokens and sessions from now on");
  denial->add_option("USER", options->user, "As the tokens name it: a subject, or Entra ID's object id")->required();
  denial->add_option("--reason", options->reason, "For those who look at the list");
  denial->callback(
      [&line, options] { line.action = [options](const Config& config) { return deny(config, *options); }; });

  auto* permission = command->add_subcommand("allow", "Take a denial back");
  permission->add_option("USER", options->user, "As it was denied")->required();
  permission->callback(
      [&line, options] { line.action = [options](const Config& config) { return allow(config, *options); }; });

  command->add_subcommand("denied", "List who is denied, since when and why")->callback([&line] {
    line.action = list_denied;
  });

  auto* erasure = command->add_subcommand("erase", "Destroy everything that is kept about a user, provably");
  erasure->add_option("USER", options->user, "As the token names the user")->required();
  erasure->callback(
      [&line, options] { line.action = [options](const Config& config) { return erase(config, *options); }; });
}

}  // namespace edify::app
