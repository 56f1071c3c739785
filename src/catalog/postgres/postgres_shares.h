// Links to answers in PostgreSQL, for any number of servers.
#pragma once

#include <memory>

#include "catalog/postgres/pool.h"
#include "catalog/shares.h"

namespace edify::catalog {

class PostgresShares : public Shares {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresShares>> open(const postgres::Address& address,
                                                      const postgres::PoolOptions& options = {});

  Result<Share> create(const Share& share) override;
  Result<std::optional<Share>> find(std::string_view id) override;
  Result<bool> remove(std::string_view user, std::string_view id) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  PostgresShares(const postgres::Address& address, const postgres::PoolOptions& options) : pool_(address, options) {}

  postgres::Pool pool_;
};

}  // namespace edify::catalog
