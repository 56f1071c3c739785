// All tables of the catalog as one stream of one moment, and back into a database that has none: what a backup keeps.
//
// The stream is text: a line of JSON, {"schema": 6}; then for each table, parents before their children, a line
// {"table": "ledger", "columns": [...]}, its rows as COPY writes them (PostgreSQL manual, "COPY", text format) and a
// line
// `\.`; at last {"sequences": [...]}, so that numbers that were given away are not given again. Rows hold no line ends
// of their own, so the stream is read line by line. It goes into tables of the same schema only: those of another
// release are restored by that release and then migrated by this one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/sealed_stream.h"
#include "catalog/audit_trail.h"
#include "catalog/postgres/address.h"
#include "catalog/postgres/connection.h"
#include "catalog/version_register.h"

namespace edify::catalog::postgres {

// What the tables held at that moment.
struct ArchiveSummary {
  PublishedCounts published;
  AuditHead audit_head;
};

// One transaction that sees one moment; nobody waits for it. Errors: not_found (no catalog there), unavailable, those
// of `take`.
Result<ArchiveSummary> write_archive(const Address& address, const TakeBytes& take);

// Fills the tables where `address` leads, in one transaction. Used by one thread.
class ArchiveReader {
 public:
  // Makes the tables where they are missing; what they hold goes. Errors: unavailable, conflict (newer_schema).
  static Result<ArchiveReader> begin(const Address& address);

  // Errors: unreadable (not an archive), conflict (other_schema), unavailable.
  Result<void> append(std::span<const std::byte> bytes);
  // Commits. Errors: unreadable where the archive does not end here.
  Result<void> finish();

 private:
  explicit ArchiveReader(Connection connection) : connection_(std::move(connection)) {}
  Result<void> take_line(std::string_view line);
  Result<void> take_heading(std::string_view line);

  Connection connection_;
  std::string rest_;  // of a line that has not ended
  bool in_rows_ = false;
  bool has_schema_ = false;
  bool has_ended_ = false;
};

// The same database, with its tables in a schema of that name.
Address in_schema(Address address, const std::string& schema);
// Whether nothing is in the tables where `address` leads, or there are none.
Result<bool> holds_nothing(const Address& address);
// Makes the schema, empty; what was in one of that name goes.
Result<void> make_schema(const Address& address, const std::string& schema);
Result<void> drop_schema(const Address& address, const std::string& schema);
// What is in the schema comes to where `address` leads, in one transaction, in place of tables that hold nothing.
// Errors: conflict (not_empty).
Result<void> move_from_schema(const Address& address, const std::string& schema);

}  // namespace edify::catalog::postgres
