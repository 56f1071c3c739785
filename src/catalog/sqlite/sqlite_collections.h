// Collections in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/collections.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteCollections : public Collections {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteCollections>> open(const sqlite::File& database);

  Result<std::vector<CollectionSummary>> list(std::string_view user) override;
  Result<std::optional<Collection>> find(std::string_view user, std::string_view id) override;
  Result<CollectionSummary> create(std::string_view user, std::string_view title, UnixSeconds now) override;
  Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) override;
  Result<bool> remove(std::string_view user, std::string_view id) override;
  Result<bool> add(std::string_view user, std::string_view id, const CollectionItem& item) override;
  Result<bool> take_out(std::string_view user, std::string_view id, std::string_view item_id) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;

 private:
  explicit SqliteCollections(sqlite::Database database) : database_(std::move(database)) {}

  // In a transaction already.
  Result<std::optional<CollectionSummary>> summary(std::string_view user, std::string_view id);

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
