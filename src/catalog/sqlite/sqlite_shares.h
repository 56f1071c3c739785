// Links to answers in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/shares.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteShares : public Shares {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteShares>> open(const sqlite::File& database);

  Result<Share> create(const Share& share) override;
  Result<std::optional<Share>> find(std::string_view id) override;
  Result<bool> remove(std::string_view user, std::string_view id) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  explicit SqliteShares(sqlite::Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
