#include "catalog/sqlite/sqlite_shares.h"

#include <utility>

#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }

// id, user, conversation_id, message_id, created
Share read_share(const sqlite::Statement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
          UnixSeconds(std::chrono::seconds(row.integer(4)))};
}

}  // namespace

Result<std::unique_ptr<SqliteShares>> SqliteShares::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteShares>(new SqliteShares(std::move(connection)));
}

Result<Share> SqliteShares::create(const Share& share) {
  const std::lock_guard lock(mutex_);
  Share kept;
  const auto write = [&]() -> Result<void> {
    EDIFY_TRY(auto insert, database_.prepare("INSERT INTO shares (id, user, conversation_id, message_id, created) "
                                             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user, message_id) DO NOTHING"));
    insert.bind(1, share.id).bind(2, share.user).bind(3, share.conversation_id).bind(4, share.message_id);
    EDIFY_CHECK(insert.bind(5, ticks(share.created)).run());
    EDIFY_TRY(auto select, database_.prepare("SELECT id, user, conversation_id, message_id, created FROM shares "
                                             "WHERE user = ?1 AND message_id = ?2"));
    EDIFY_CHECK(select.bind(1, share.user).bind(2, share.message_id).step());
    kept = read_share(select);
    return {};
  };
  EDIFY_CHECK(database_.transaction(write));
  return kept;
}

Result<std::optional<Share>> SqliteShares::find(std::string_view id) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select,
            database_.prepare("SELECT id, user, conversation_id, message_id, created FROM shares WHERE id = ?1"));
  EDIFY_TRY(const bool row, select.bind(1, id).step());
  if (!row) return std::nullopt;
  return read_share(select);
}

Result<bool> SqliteShares::remove(std::string_view user, std::string_view id) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM shares WHERE id = ?1 AND user = ?2"));
  EDIFY_CHECK(remove.bind(1, id).bind(2, user).run());
  return database_.changed_rows() > 0;
}

Result<std::uint64_t> SqliteShares::erase_user(std::string_view user) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM shares WHERE user = ?1"));
  EDIFY_CHECK(remove.bind(1, user).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

Result<std::uint64_t> SqliteShares::forget_before(UnixSeconds time) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM shares WHERE created < ?1"));
  EDIFY_CHECK(remove.bind(1, ticks(time)).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

}  // namespace edify::catalog
