#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "access/api_key.h"
#include "api/routes.h"
#include "app/backup_wiring.h"
#include "app/command.h"
#include "app/duration.h"
#include "app/setting.h"
#include "app/wiring.h"
#include "base/hash.h"

namespace edify::app {
namespace {

namespace json = boost::json;
using catalog::ApiKey;

struct KeyOptions {
  std::string name;
  std::string role;
  std::string grades;
  std::string routes;
  std::string time_to_live = "365d";
  std::uint32_t requests_a_minute = 0;
  bool may_act_for_users = false;
  bool json = false;
  std::string id;
};

constexpr std::chrono::hours longest_life{24 * 366 * 5};
constexpr std::size_t id_digits = 12;

// An id is typed by people: short, and enough for any number of keys that people look after.
std::string new_id() {
  std::string digits = random_uuid();
  std::erase(digits, '-');
  return digits.substr(digits.size() - id_digits);
}

Result<std::set<std::string>> known_routes(const std::string& text) {
  std::set<std::string> names;
  for (auto& name : parse_list(text)) {
    if (std::ranges::none_of(api::routes(), [&](const api::Route& route) { return route.operation_id == name; })) {
      return fail(
          ErrorCode::invalid_argument,
          fmt::format("--routes: {} is not one; they are the operationIds of /openapi.json, such as query", name));
    }
    names.insert(std::move(name));
  }
  return names;
}

Result<ApiKey> describe(const KeyOptions& options) {
  EDIFY_TRY(const Principal ceiling, operator_as(options.role, options.grades));
  EDIFY_TRY(const auto life, parse_duration("--ttl", options.time_to_live));
  if (life > longest_life) return fail(ErrorCode::invalid_argument, "--ttl may be five years at the most");
  ApiKey key;
  key.id = new_id();
  key.name = options.name;
  key.role = ceiling.role;
  key.grades = ceiling.grades;
  key.all_grades = ceiling.all_grades;
  EDIFY_TRY(key.routes, known_routes(options.routes));
  key.requests_a_minute = options.requests_a_minute;
  key.may_act_for_users = options.may_act_for_users;
  key.created = unix_now();
  key.expires = key.created + life;
  return key;
}

Result<void> create(const Config& config, const KeyOptions& options) {
  EDIFY_TRY(ApiKey key, describe(options));
  EDIFY_TRY(const Secret secret, access::make_api_key());
  key.secret_hash = access::hash_api_key(secret.reveal());
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  EDIFY_CHECK(access_register->add_key(key));
  if (options.json) {
    fmt::print("{}\n", json::serialize(json::object{
                           {"id", key.id}, {"key", secret.reveal()}, {"expires", to_rfc3339(key.expires)}}));
    return {};
  }
  fmt::print("{}\n", secret.reveal());
  fmt::print(stderr, "edify: key {} ({}), valid until {}. It is shown this once: only its hash is kept\n", key.id,
             key.name, to_rfc3339(key.expires));
  return {};
}

std::string_view state_of(const ApiKey& key) {
  if (key.revoked != UnixSeconds{}) return "revoked";
  return unix_now() >= key.expires ? "expired" : "valid";
}

json::object to_json(const ApiKey& key) {
  const auto time = [](UnixSeconds when) -> json::value {
    return when == UnixSeconds{} ? json::value(nullptr) : json::value(to_rfc3339(when));
  };
  return {{"id", key.id},
          {"name", key.name},
          {"state", state_of(key)},
          {"role", to_string(key.role)},
          {"grades", key.all_grades ? json::value{"*"} : json::value_from(key.grades)},
          {"routes", json::value_from(key.routes)},
          {"requests_a_minute", key.requests_a_minute},
          {"may_act_for_users", key.may_act_for_users},
          {"created", time(key.created)},
          {"expires", time(key.expires)},
          {"revoked", time(key.revoked)},
          {"last_used", time(key.last_used)}};
}

Result<void> list(const Config& config, bool as_json) {
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  EDIFY_TRY(const auto keys, access_register->keys());
  if (as_json) {
    json::array rows;
    for (const auto& key : keys) rows.push_back(to_json(key));
    fmt::print("{}\n", json::serialize(json::object{{"keys", std::move(rows)}}));
    return {};
  }
  fmt::print("{:<12}  {:<8} {:<8} {:<20}  {:<20}  {}\n", "ID", "STATE", "ROLE", "EXPIRES", "LAST USED", "NAME");
  for (const auto& key : keys) {
    fmt::print("{:<12}  {:<8} {:<8} {:<20}  {:<20}  {}{}\n", key.id, state_of(key), to_string(key.role),
               to_rfc3339(key.expires), key.last_used == UnixSeconds{} ? "never" : to_rfc3339(key.last_used), key.name,
               key.may_act_for_users ? " (may act for users)" : "");
  }
  return {};
}

Result<void> revoke(const Config& config, const std::string& id) {
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  EDIFY_TRY(const bool revoked, access_register->revoke_key(id, unix_now()));
  carry_endings_now(config);
  if (!revoked) {
    return fail(ErrorCode::not_found, fmt::format("there is no valid key {}; `edify key list` shows them", id));
  }
  fmt::print(stderr, "edify: key {} is revoked; running servers refuse it within {} seconds\n", id,
             config.register_interval.count());
  return {};
}

}  // namespace

void add_key(CommandLine& line) {
  auto options = std::make_shared<KeyOptions>();
  auto* command = line.parser.add_subcommand("key", "API keys for programs: create, list, revoke");
  command->require_subcommand(1);

  auto* creation = command->add_subcommand("create", "Make a key and print it, this once");
  creation->add_option("--name", options->name, "What it is for, such as portal")->required();
  creation->add_option("--role", options->role, "student, teacher or admin: the most that it may be")->required();
  creation->add_option("--grades", options->grades, "Comma-separated grades, or * for all: the most that it may see");
  creation->add_option("--routes", options->routes, "Comma-separated operationIds of /openapi.json (default: all)");
  creation->add_option("--requests-a-minute", options->requests_a_minute, "Default: as many as anyone");
  creation->add_flag("--may-act-for-users", options->may_act_for_users,
                     "user_id, role and grades of a request count, within the key's own");
  creation->add_option("--ttl", options->time_to_live, "How long it is valid: 8h, 90d")->capture_default_str();
  creation->add_flag("--json", options->json, "Print id, key and expiry as JSON");
  creation->callback(
      [&line, options] { line.action = [options](const Config& config) { return create(config, *options); }; });

  auto* listing = command->add_subcommand("list", "Every key, without its text");
  listing->add_flag("--json", options->json, "As JSON");
  listing->callback(
      [&line, options] { line.action = [options](const Config& config) { return list(config, options->json); }; });

  auto* revocation = command->add_subcommand("revoke", "End a key");
  revocation->add_option("ID", options->id, "As `edify key list` shows it")->required();
  revocation->callback(
      [&line, options] { line.action = [options](const Config& config) { return revoke(config, options->id); }; });
}

}  // namespace edify::app
