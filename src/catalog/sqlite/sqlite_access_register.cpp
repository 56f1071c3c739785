#include "catalog/sqlite/sqlite_access_register.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

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

Result<ApiKey> read_key(const sqlite::Statement& row) {
  ApiKey key;
  key.id = row.text(0);
  key.name = row.text(1);
  key.secret_hash = row.text(2);
  const auto role = role_from_string(row.text(3));
  if (!role) return fail(ErrorCode::unreadable, fmt::format("API key {} has an unknown role", key.id), "bad_register");
  key.role = *role;
  key.grades = split_words(row.text(4));
  key.all_grades = row.integer(5) != 0;
  key.routes = split_words(row.text(6));
  key.requests_a_minute = static_cast<std::uint32_t>(row.integer(7));
  key.may_act_for_users = row.integer(8) != 0;
  key.created = time_of(row.integer(9));
  key.expires = time_of(row.integer(10));
  key.revoked = time_of(row.integer(11));
  key.last_used = time_of(row.integer(12));
  return key;
}

}  // namespace

Result<std::unique_ptr<SqliteAccessRegister>> SqliteAccessRegister::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteAccessRegister>(new SqliteAccessRegister(std::move(connection)));
}

Result<bool> SqliteAccessRegister::change(sqlite::Statement statement) {
  bool changed = false;
  const auto body = [&]() -> Result<void> {
    EDIFY_CHECK(statement.run());
    changed = database_.changed_rows() > 0;
    if (!changed) return {};
    return database_.execute("UPDATE access_generation SET generation = generation + 1");
  };
  EDIFY_CHECK(database_.transaction(body));
  return changed;
}

Result<void> SqliteAccessRegister::add_key(const ApiKey& key) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto insert, database_.prepare(fmt::format("INSERT INTO api_keys ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
                                                       "?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING",
                                                       key_columns)));
  insert.bind(1, key.id).bind(2, key.name).bind(3, key.secret_hash).bind(4, to_string(key.role));
  insert.bind(5, fmt::format("{}", fmt::join(key.grades, " "))).bind(6, key.all_grades ? 1 : 0);
  insert.bind(7, fmt::format("{}", fmt::join(key.routes, " "))).bind(8, std::int64_t{key.requests_a_minute});
  insert.bind(9, key.may_act_for_users ? 1 : 0).bind(10, ticks(key.created)).bind(11, ticks(key.expires));
  insert.bind(12, ticks(key.revoked)).bind(13, ticks(key.last_used));
  EDIFY_TRY(const bool added, change(std::move(insert)));
  if (!added) return fail(ErrorCode::conflict, fmt::format("there is an API key {} already", key.id), "key_exists");
  return {};
}

Result<bool> SqliteAccessRegister::revoke_key(std::string_view id, UnixSeconds when) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE api_keys SET revoked = ?2 WHERE id = ?1 AND revoked = 0"));
  update.bind(1, id).bind(2, ticks(when));
  return change(std::move(update));
}

Result<std::vector<ApiKey>> SqliteAccessRegister::keys() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM api_keys ORDER BY created, id", key_columns)));
  std::vector<ApiKey> keys;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return keys;
    EDIFY_TRY(keys.emplace_back(), read_key(select));
  }
}

Result<void> SqliteAccessRegister::note_uses(const std::map<std::string, UnixSeconds>& uses) {
  const std::lock_guard lock(mutex_);
  return database_.transaction([&]() -> Result<void> {
    EDIFY_TRY(auto update, database_.prepare("UPDATE api_keys SET last_used = max(last_used, ?2) WHERE id = ?1"));
    for (const auto& [id, when] : uses) {
      EDIFY_CHECK(update.bind(1, id).bind(2, ticks(when)).run());
    }
    return {};
  });
}

Result<void> SqliteAccessRegister::deny(const Denial& denial) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto upsert, database_.prepare("INSERT OR REPLACE INTO denied_users (user, reason, since) "
                                           "VALUES (?1, ?2, ?3)"));
  upsert.bind(1, denial.user).bind(2, denial.reason).bind(3, ticks(denial.since));
  EDIFY_CHECK(change(std::move(upsert)));
  return {};
}

Result<bool> SqliteAccessRegister::allow(std::string_view user) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM denied_users WHERE user = ?1"));
  remove.bind(1, user);
  return change(std::move(remove));
}

Result<std::vector<Denial>> SqliteAccessRegister::denials() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT user, reason, since FROM denied_users ORDER BY user"));
  std::vector<Denial> denials;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return denials;
    denials.push_back({std::string(select.text(0)), std::string(select.text(1)), time_of(select.integer(2))});
  }
}

Result<void> SqliteAccessRegister::end_session(std::string_view id, UnixSeconds until, UnixSeconds now) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto forget, database_.prepare("DELETE FROM ended_sessions WHERE until < ?1"));
  EDIFY_CHECK(forget.bind(1, ticks(now)).run());
  EDIFY_TRY(auto upsert, database_.prepare("INSERT OR REPLACE INTO ended_sessions (id, until) VALUES (?1, ?2)"));
  upsert.bind(1, id).bind(2, ticks(until));
  EDIFY_CHECK(change(std::move(upsert)));
  return {};
}

Result<std::set<std::string>> SqliteAccessRegister::ended_sessions() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT id FROM ended_sessions"));
  std::set<std::string> ids;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return ids;
    ids.emplace(select.text(0));
  }
}

Result<std::uint64_t> SqliteAccessRegister::generation() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT generation FROM access_generation"));
  EDIFY_CHECK(select.step());
  return static_cast<std::uint64_t>(select.integer(0));
}

}  // namespace edify::catalog
