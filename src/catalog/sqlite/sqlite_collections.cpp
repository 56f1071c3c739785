#include "catalog/sqlite/sqlite_collections.h"

#include <fmt/format.h>

#include <utility>

#include "base/hash.h"
#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

constexpr std::string_view summary_columns =
    "c.id, c.title, c.created, (SELECT count(*) FROM collection_items i WHERE i.collection_id = c.id)";

CollectionSummary read_summary(const sqlite::Statement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), time_of(row.integer(2)),
          static_cast<std::uint64_t>(row.integer(3))};
}

}  // namespace

Result<std::unique_ptr<SqliteCollections>> SqliteCollections::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteCollections>(new SqliteCollections(std::move(connection)));
}

Result<std::vector<CollectionSummary>> SqliteCollections::list(std::string_view user) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select,
            database_.prepare(
                fmt::format("SELECT {} FROM collections c WHERE c.user = ?1 ORDER BY c.title, c.id", summary_columns)));
  select.bind(1, user);
  std::vector<CollectionSummary> listed;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return listed;
    listed.push_back(read_summary(select));
  }
}

Result<std::optional<CollectionSummary>> SqliteCollections::summary(std::string_view user, std::string_view id) {
  EDIFY_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM collections c WHERE c.id = ?1 AND c.user = ?2",
                                                       summary_columns)));
  EDIFY_TRY(const bool row, select.bind(1, id).bind(2, user).step());
  if (!row) return std::nullopt;
  return read_summary(select);
}

Result<std::optional<Collection>> SqliteCollections::find(std::string_view user, std::string_view id) {
  const std::lock_guard lock(mutex_);
  std::optional<Collection> found;
  const auto read = [&]() -> Result<void> {
    EDIFY_TRY(const auto head, summary(user, id));
    if (!head) return {};
    found.emplace(Collection{.summary = *head, .items = {}});
    EDIFY_TRY(auto rows, database_.prepare("SELECT id, message_id, document_id, chunk_index, added "
                                           "FROM collection_items WHERE collection_id = ?1 ORDER BY number"));
    rows.bind(1, id);
    while (true) {
      EDIFY_TRY(const bool row, rows.step());
      if (!row) return {};
      found->items.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                              static_cast<std::uint32_t>(rows.integer(3)), time_of(rows.integer(4))});
    }
  };
  EDIFY_CHECK(database_.read_transaction(read));
  return found;
}

Result<CollectionSummary> SqliteCollections::create(std::string_view user, std::string_view title, UnixSeconds now) {
  const std::lock_guard lock(mutex_);
  const CollectionSummary made{.id = random_uuid(), .title = std::string(title), .created = now};
  const auto write = [&]() -> Result<void> {
    EDIFY_TRY(auto count, database_.prepare("SELECT count(*) FROM collections WHERE user = ?1"));
    EDIFY_CHECK(count.bind(1, user).step());
    if (static_cast<std::uint64_t>(count.integer(0)) >= most_of_user) {
      return fail(ErrorCode::conflict, fmt::format("there are {} collections already; delete one first", most_of_user),
                  "too_many");
    }
    EDIFY_TRY(auto insert,
              database_.prepare("INSERT INTO collections (id, user, title, created) VALUES (?1, ?2, ?3, ?4)"));
    return insert.bind(1, made.id).bind(2, user).bind(3, title).bind(4, ticks(now)).run();
  };
  EDIFY_CHECK(database_.transaction(write));
  return made;
}

Result<bool> SqliteCollections::rename(std::string_view user, std::string_view id, std::string_view title) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE collections SET title = ?3 WHERE id = ?1 AND user = ?2"));
  EDIFY_CHECK(update.bind(1, id).bind(2, user).bind(3, title).run());
  return database_.changed_rows() > 0;
}

Result<bool> SqliteCollections::remove(std::string_view user, std::string_view id) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM collections WHERE id = ?1 AND user = ?2"));
  EDIFY_CHECK(remove.bind(1, id).bind(2, user).run());
  return database_.changed_rows() > 0;
}

Result<bool> SqliteCollections::add(std::string_view user, std::string_view id, const CollectionItem& item) {
  const std::lock_guard lock(mutex_);
  bool is_there = false;
  const auto write = [&]() -> Result<void> {
    EDIFY_TRY(const auto head, summary(user, id));
    is_there = head.has_value();
    if (!is_there) return {};
    if (head->items >= most_items) {
      return fail(ErrorCode::conflict, fmt::format("the collection holds {} items already; begin another", most_items),
                  "too_many");
    }
    EDIFY_TRY(auto insert, database_.prepare("INSERT INTO collection_items (id, collection_id, message_id, "
                                             "document_id, chunk_index, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    insert.bind(1, item.id).bind(2, id).bind(3, item.message_id).bind(4, item.document_id);
    return insert.bind(5, static_cast<std::int64_t>(item.chunk_index)).bind(6, ticks(item.added)).run();
  };
  EDIFY_CHECK(database_.transaction(write));
  return is_there;
}

Result<bool> SqliteCollections::take_out(std::string_view user, std::string_view id, std::string_view item_id) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM collection_items WHERE id = ?3 AND collection_id IN "
                                           "(SELECT id FROM collections WHERE id = ?1 AND user = ?2)"));
  EDIFY_CHECK(remove.bind(1, id).bind(2, user).bind(3, item_id).run());
  return database_.changed_rows() > 0;
}

Result<std::uint64_t> SqliteCollections::erase_user(std::string_view user) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM collections WHERE user = ?1"));
  EDIFY_CHECK(remove.bind(1, user).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

}  // namespace edify::catalog
