// The register of who is let in, in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/access_register.h"

namespace edify::catalog {

// One connection behind one lock, apart from the catalog's, so that a question never waits for an ingest's bookkeeping;
// other processes may use the same file at the same time.
class SqliteAccessRegister : public AccessRegister {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteAccessRegister>> open(const sqlite::File& database);

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
  explicit SqliteAccessRegister(sqlite::Database database) : database_(std::move(database)) {}
  // Runs one statement and, where it changed a row, moves the generation. True: it changed one.
  Result<bool> change(sqlite::Statement statement);

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
