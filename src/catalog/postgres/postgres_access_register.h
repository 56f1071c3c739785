// The register of who is let in, in PostgreSQL, for all servers of it.
#pragma once

#include <memory>

#include "catalog/access_register.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog {

class PostgresAccessRegister : public AccessRegister {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresAccessRegister>> open(const postgres::Address& address,
                                                              const postgres::PoolOptions& options = {});

  Result<void> add_key(const ApiKey& key) override;
  Result<bool> revoke_key(std::string_view id, UnixSeconds when) override;
  Result<std::vector<ApiKey>> keys() override;
  Result<void> note_uses(const std::map<std::string, UnixSeconds>& uses) override;
  Result<void> deny(const Denial& denial) override;
  Result<bool> allow(std::string_view user) override;
  Result<std::vector<Denial>> denials() override;
  Result<void> end_session(std::string_view id, UnixSeconds until, UnixSeconds now) override;
  Result<std::set<std::string>> ended_sessions() override;
  Result<std::uint64_t> generation() override;

 private:
  PostgresAccessRegister(const postgres::Address& address, const postgres::PoolOptions& options)
      : pool_(address, options) {}
  // Runs one statement and, where it changed a row, moves the generation. True: it changed one, now or at an earlier
  // try whose answer was lost.
  Result<bool> change(const std::string& sql, const postgres::Values& values);

  postgres::Pool pool_;
};

}  // namespace edify::catalog
