// The audit trail in PostgreSQL: one chain for all servers.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/secret.h"
#include "catalog/audit_trail.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog {

// Who appends holds the lock on the row that says where the chain starts, so that there is one order of writers; a
// commit is on the server's disk before append() returns. Triggers refuse to change a row, to remove one that retention
// has not let go, and to insert one anywhere but at the end.
class PostgresAuditTrail : public AuditTrail {
 public:
  // Creates or migrates the tables. `key` hashes the users' names in the table that links them to their pseudonyms:
  // all servers have the same. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresAuditTrail>> open(const postgres::Address& address, Secret key,
                                                          const postgres::PoolOptions& options = {});

  Result<void> append(std::span<const AuditEntry> entries) override;
  Result<void> each(const AuditRange& range, const std::function<bool(const AuditRow&)>& visit) override;
  Result<AuditHead> head() override;
  Result<AuditVerdict> verify(std::span<const AuditHead> anchors) override;
  Result<AuditErasure> erase_user(std::string_view user, std::string_view detail) override;
  Result<AuditExpiry> expire(AuditTime rows_before, AuditTime questions_before) override;

 private:
  PostgresAuditTrail(const postgres::Address& address, Secret key, const postgres::PoolOptions& options)
      : pool_(address, options), key_(std::move(key)) {}

  // Runs `body` with the chain locked; it answers the head that it leaves. Not again where an earlier try turns out to
  // have left its head, though the answer to its COMMIT was lost.
  using ChainWriter = std::function<Result<AuditHead>(postgres::Connection& connection, const AuditHead& head)>;
  Result<void> write_chain(const ChainWriter& body);

  // Of these, each is a part of a transaction that the caller has begun.
  Result<AuditHead> append_rows(postgres::Connection& connection, AuditHead head, std::span<const AuditEntry> entries);
  Result<std::optional<std::string>> find_pseudonym(postgres::Connection& connection, std::string_view user);
  Result<std::string> pseudonym_of(postgres::Connection& connection, std::string_view user);

  postgres::Pool pool_;
  Secret key_;
};

}  // namespace edify::catalog
