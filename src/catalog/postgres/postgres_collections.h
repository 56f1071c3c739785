// Collections in PostgreSQL, for any number of servers.
#pragma once

#include <memory>

#include "catalog/collections.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog {

class PostgresCollections : public Collections {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresCollections>> open(const postgres::Address& address,
                                                           const postgres::PoolOptions& options = {});

  Result<std::vector<CollectionSummary>> list(std::string_view user) override;
  Result<std::optional<Collection>> find(std::string_view user, std::string_view id) override;
  Result<CollectionSummary> create(std::string_view user, std::string_view title, UnixSeconds now) override;
  Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) override;
  Result<bool> remove(std::string_view user, std::string_view id) override;
  Result<bool> add(std::string_view user, std::string_view id, const CollectionItem& item) override;
  Result<bool> take_out(std::string_view user, std::string_view id, std::string_view item_id) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;

 private:
  PostgresCollections(const postgres::Address& address, const postgres::PoolOptions& options)
      : pool_(address, options) {}

  postgres::Pool pool_;
};

}  // namespace edify::catalog
