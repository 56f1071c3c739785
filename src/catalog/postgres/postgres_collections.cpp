#include "catalog/postgres/postgres_collections.h"

#include <fmt/format.h>

#include <utility>

#include "base/hash.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog {

using postgres::Connection;
using postgres::Transaction;

namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

constexpr std::string_view summary_columns =
    "c.id, c.title, c.created, (SELECT count(*) FROM collection_items i WHERE i.collection_id = c.id)";

CollectionSummary read_summary(const postgres::Row& row) {
  return {row.text(0), row.text(1), time_of(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))};
}

// Locked to the transaction's end where `lock` says so, so that two who add to it count each other's.
Result<std::optional<CollectionSummary>> summary(Connection& connection, std::string_view user, std::string_view id,
                                                 std::string_view lock) {
  EDIFY_TRY(const auto rows,
            connection.run(fmt::format("SELECT {} FROM collections c WHERE c.id = $1 AND c.user_name = $2 {}",
                                       summary_columns, lock),
                           {id, user}));
  if (rows.empty()) return std::nullopt;
  return read_summary(rows.front());
}

}  // namespace

Result<std::unique_ptr<PostgresCollections>> PostgresCollections::open(const postgres::Address& address,
                                                                       const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresCollections> opened(new PostgresCollections(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<std::vector<CollectionSummary>> PostgresCollections::list(std::string_view user) {
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("SELECT {} FROM collections c WHERE c.user_name = $1 ORDER BY c.title, c.id",
                                  summary_columns),
                      {user}));
  std::vector<CollectionSummary> listed;
  for (std::size_t i = 0; i < rows.size(); ++i) listed.push_back(read_summary(rows[i]));
  return listed;
}

Result<std::optional<Collection>> PostgresCollections::find(std::string_view user, std::string_view id) {
  std::optional<Collection> found;
  const auto read = [&](Connection& connection) -> Result<void> {
    found.reset();
    EDIFY_TRY(const auto head, summary(connection, user, id, ""));
    if (!head) return {};
    found.emplace(Collection{.summary = *head, .items = {}});
    EDIFY_TRY(const auto rows, connection.run("SELECT id, message_id, document_id, chunk_index, added "
                                              "FROM collection_items WHERE collection_id = $1 ORDER BY number",
                                              {id}));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      found->items.push_back({rows[i].text(0), rows[i].text(1), rows[i].text(2),
                              static_cast<std::uint32_t>(rows[i].integer(3)), time_of(rows[i].integer(4))});
    }
    return {};
  };
  EDIFY_CHECK(pool_.transaction(read, Transaction::snapshot));
  return found;
}

Result<CollectionSummary> PostgresCollections::create(std::string_view user, std::string_view title, UnixSeconds now) {
  const CollectionSummary made{.id = random_uuid(), .title = std::string(title), .created = now};
  EDIFY_CHECK(pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto count,
              connection.run("SELECT count(*) FROM collections WHERE user_name = $1 AND id <> $2", {user, made.id}));
    if (static_cast<std::uint64_t>(count.front().integer(0)) >= most_of_user) {
      return fail(ErrorCode::conflict, fmt::format("there are {} collections already; delete one first", most_of_user),
                  "too_many");
    }
    EDIFY_CHECK(
        connection.run("INSERT INTO collections (id, user_name, title, created) VALUES ($1, $2, $3, $4) "
                       "ON CONFLICT (id) DO NOTHING",
                       {made.id, user, title, ticks(now)}));
    return {};
  }));
  return made;
}

Result<bool> PostgresCollections::rename(std::string_view user, std::string_view id, std::string_view title) {
  EDIFY_TRY(const auto done,
            pool_.run("UPDATE collections SET title = $3 WHERE id = $1 AND user_name = $2", {id, user, title}));
  return done.changed() > 0;
}

Result<bool> PostgresCollections::remove(std::string_view user, std::string_view id) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM collections WHERE id = $1 AND user_name = $2", {id, user}));
  return done.changed() > 0;
}

Result<bool> PostgresCollections::add(std::string_view user, std::string_view id, const CollectionItem& item) {
  bool is_there = false;
  EDIFY_CHECK(pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto head, summary(connection, user, id, "FOR UPDATE"));
    is_there = head.has_value();
    if (!is_there) return {};
    EDIFY_TRY(const auto inserted,
              connection.run("INSERT INTO collection_items (id, collection_id, message_id, document_id, chunk_index, "
                             "added) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
                             {item.id, id, item.message_id, item.document_id, item.chunk_index, ticks(item.added)}));
    if (inserted.changed() > 0 && head->items >= most_items) {
      return fail(ErrorCode::conflict, fmt::format("the collection holds {} items already; begin another", most_items),
                  "too_many");
    }
    return {};
  }));
  return is_there;
}

Result<bool> PostgresCollections::take_out(std::string_view user, std::string_view id, std::string_view item_id) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM collection_items WHERE id = $3 AND collection_id IN "
                                       "(SELECT id FROM collections WHERE id = $1 AND user_name = $2)",
                                       {id, user, item_id}));
  return done.changed() > 0;
}

Result<std::uint64_t> PostgresCollections::erase_user(std::string_view user) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM collections WHERE user_name = $1", {user}));
  return done.changed();
}

}  // namespace edify::catalog
