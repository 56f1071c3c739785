// The audit trail in SQLite, in a database file of its own: its commits neither wait for those of an ingest nor wake
// the readers of the store.
#pragma once

#include <memory>
#include <mutex>

#include "base/secret.h"
#include "base/sqlite.h"
#include "catalog/audit_trail.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time. A commit is on disk before
// append() returns. Triggers refuse to change a row, to remove one that retention has not let go, and to insert one
// anywhere but at the end.
class SqliteAuditTrail : public AuditTrail {
 public:
  // Creates or migrates the tables. `key` hashes the users' names in the table that links them to their pseudonyms.
  // Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteAuditTrail>> open(const sqlite::File& file, Secret key);

  Result<void> append(std::span<const AuditEntry> entries) override;
  Result<void> each(const AuditRange& range, const std::function<bool(const AuditRow&)>& visit) override;
  Result<AuditHead> head() override;
  Result<AuditVerdict> verify(std::span<const AuditHead> anchors) override;
  Result<AuditErasure> erase_user(std::string_view user, std::string_view detail) override;
  Result<AuditExpiry> expire(AuditTime rows_before, AuditTime questions_before) override;

 private:
  SqliteAuditTrail(sqlite::Database database, Secret key) : database_(std::move(database)), key_(std::move(key)) {}

  // Of these, each is a part of a transaction that the caller has begun.
  Result<void> append_rows(std::span<const AuditEntry> entries);
  Result<void> insert(const AuditRow& row);
  Result<std::optional<std::string>> find_pseudonym(std::string_view user);
  Result<std::string> pseudonym_of(std::string_view user);
  Result<AuditHead> base();
  Result<AuditHead> newest();
  Result<std::optional<AuditHead>> newest_before(AuditTime time);

  std::mutex mutex_;
  sqlite::Database database_;
  Secret key_;
};

}  // namespace edify::catalog
