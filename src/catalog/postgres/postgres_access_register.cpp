#include "catalog/postgres/postgres_access_register.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/postgres/schema.h"

namespace edify::catalog {
namespace {

using postgres::Connection;
using postgres::Row;

constexpr std::string_view key_columns =
    "id, name, secret_hash, role, grades, all_grades, routes, requests_a_minute, may_act_for_users, created, expires, "
    "revoked, last_used";

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

// Grades and operation ids have no spaces.
std::set<std::string> split_words(std::string_view text) {
  std::set<std::string> words;
  while (!text.empty()) {
    const auto space = text.find(' ');
    words.emplace(text.substr(0, space));
    text = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
  }
  return words;
}

Result<ApiKey> read_key(const Row& row) {
  ApiKey key;
  key.id = row.text(0);
  key.name = row.text(1);
  key.secret_hash = row.text(2);
  const auto role = role_from_string(row.text(3));
  if (!role) return fail(ErrorCode::unreadable, fmt::format("API key {} has an unknown role", key.id), "bad_register");
  key.role = *role;
  key.grades = split_words(row.text(4));
  key.all_grades = row.truth(5);
  key.routes = split_words(row.text(6));
  key.requests_a_minute = static_cast<std::uint32_t>(row.integer(7));
  key.may_act_for_users = row.truth(8);
  key.created = time_of(row.integer(9));
  key.expires = time_of(row.integer(10));
  key.revoked = time_of(row.integer(11));
  key.last_used = time_of(row.integer(12));
  return key;
}

}  // namespace

Result<std::unique_ptr<PostgresAccessRegister>> PostgresAccessRegister::open(const postgres::Address& address,
                                                                             const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresAccessRegister> opened(new PostgresAccessRegister(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<bool> PostgresAccessRegister::change(const std::string& sql, const postgres::Values& values) {
  bool changed = false;
  EDIFY_CHECK(pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto touched, connection.run(sql, values));
    if (touched.changed() == 0) return {};
    changed = true;
    EDIFY_CHECK(connection.run("UPDATE access_generation SET generation = generation + 1"));
    return {};
  }));
  return changed;
}

Result<void> PostgresAccessRegister::add_key(const ApiKey& key) {
  EDIFY_TRY(const bool added,
            change(fmt::format("INSERT INTO api_keys ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                               "$13) ON CONFLICT DO NOTHING",
                               key_columns),
                   {key.id, key.name, key.secret_hash, to_string(key.role),
                    fmt::format("{}", fmt::join(key.grades, " ")), key.all_grades,
                    fmt::format("{}", fmt::join(key.routes, " ")), key.requests_a_minute, key.may_act_for_users,
                    ticks(key.created), ticks(key.expires), ticks(key.revoked), ticks(key.last_used)}));
  if (!added) return fail(ErrorCode::conflict, fmt::format("there is an API key {} already", key.id), "key_exists");
  return {};
}

Result<bool> PostgresAccessRegister::revoke_key(std::string_view id, UnixSeconds when) {
  return change("UPDATE api_keys SET revoked = $2 WHERE id = $1 AND revoked = 0", {id, ticks(when)});
}

Result<std::vector<ApiKey>> PostgresAccessRegister::keys() {
  EDIFY_TRY(const auto rows, pool_.run(fmt::format("SELECT {} FROM api_keys ORDER BY created, id", key_columns)));
  std::vector<ApiKey> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EDIFY_TRY(keys.emplace_back(), read_key(rows[i]));
  }
  return keys;
}

Result<void> PostgresAccessRegister::note_uses(const std::map<std::string, UnixSeconds>& uses) {
  // In the order of the ids, which all servers of the register share, so that they do not lock each other out.
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    for (const auto& [id, when] : uses) {
      EDIFY_CHECK(
          connection.run("UPDATE api_keys SET last_used = greatest(last_used, $2) WHERE id = $1", {id, ticks(when)}));
    }
    return {};
  });
}

Result<void> PostgresAccessRegister::deny(const Denial& denial) {
  EDIFY_CHECK(
      change("INSERT INTO denied_users (user_name, reason, since) VALUES ($1, $2, $3) "
             "ON CONFLICT (user_name) DO UPDATE SET reason = $2, since = $3",
             {denial.user, denial.reason, ticks(denial.since)}));
  return {};
}

Result<bool> PostgresAccessRegister::allow(std::string_view user) {
  return change("DELETE FROM denied_users WHERE user_name = $1", {user});
}

Result<std::vector<Denial>> PostgresAccessRegister::denials() {
  EDIFY_TRY(const auto rows, pool_.run("SELECT user_name, reason, since FROM denied_users ORDER BY user_name"));
  std::vector<Denial> denials;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    denials.push_back({rows[i].text(0), rows[i].text(1), time_of(rows[i].integer(2))});
  }
  return denials;
}

Result<void> PostgresAccessRegister::end_session(std::string_view id, UnixSeconds until, UnixSeconds now) {
  EDIFY_CHECK(pool_.run("DELETE FROM ended_sessions WHERE until < $1", {ticks(now)}));
  EDIFY_CHECK(change("INSERT INTO ended_sessions (id, until) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET until = $2",
                     {id, ticks(until)}));
  return {};
}

Result<std::set<std::string>> PostgresAccessRegister::ended_sessions() {
  EDIFY_TRY(const auto rows, pool_.run("SELECT id FROM ended_sessions"));
  std::set<std::string> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) ids.insert(rows[i].text(0));
  return ids;
}

Result<std::uint64_t> PostgresAccessRegister::generation() {
  EDIFY_TRY(const auto rows, pool_.run("SELECT generation FROM access_generation"));
  return static_cast<std::uint64_t>(rows.front().integer(0));
}

}  // namespace edify::catalog
