#include "catalog/sqlite/audit_schema.h"

#include <fmt/format.h>

#include <array>

namespace edify::catalog {
namespace {

// A new release appends a migration; it never edits one. audit_base is what retention removed last: the chain starts
// from there.
constexpr std::array migrations = {
    R"(CREATE TABLE audit_rows (
         sequence INTEGER PRIMARY KEY,
         time INTEGER NOT NULL,
         who TEXT NOT NULL,
         acting_key TEXT NOT NULL,
         role TEXT NOT NULL,
         scope TEXT NOT NULL,
         route TEXT NOT NULL,
         status INTEGER NOT NULL,
         decision TEXT NOT NULL,
         documents TEXT NOT NULL,
         policy_version TEXT NOT NULL,
         request_id TEXT NOT NULL,
         detail TEXT NOT NULL,
         question_digest TEXT NOT NULL,
         previous TEXT NOT NULL,
         hash TEXT NOT NULL
       );
       CREATE INDEX audit_rows_by_time ON audit_rows (time);
       CREATE TABLE audit_base (id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL);
       INSERT INTO audit_base VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
       CREATE TABLE audit_subjects (subject TEXT PRIMARY KEY, pseudonym TEXT NOT NULL) WITHOUT ROWID;
       CREATE TABLE audit_questions (
         sequence INTEGER PRIMARY KEY,
         who TEXT NOT NULL,
         time INTEGER NOT NULL,
         key BLOB NOT NULL,
         question TEXT NOT NULL
       );
       CREATE INDEX audit_questions_by_who ON audit_questions (who);
       CREATE INDEX audit_questions_by_time ON audit_questions (time);

       CREATE TRIGGER audit_rows_never_change BEFORE UPDATE ON audit_rows
       BEGIN SELECT RAISE(ABORT, 'audit rows never change'); END;
       CREATE TRIGGER audit_rows_stay BEFORE DELETE ON audit_rows
       WHEN OLD.sequence > (SELECT sequence FROM audit_base)
       BEGIN SELECT RAISE(ABORT, 'audit rows stay until retention lets them go'); END;
       CREATE TRIGGER audit_rows_are_appended BEFORE INSERT ON audit_rows
       WHEN NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM audit_rows), (SELECT sequence FROM audit_base))
       BEGIN SELECT RAISE(ABORT, 'audit rows are appended at the end'); END;
       CREATE TRIGGER audit_base_moves_on BEFORE UPDATE ON audit_base
       WHEN NEW.sequence <= OLD.sequence
         OR NEW.hash IS NOT (SELECT hash FROM audit_rows WHERE sequence = NEW.sequence)
         OR NEW.sequence >= (SELECT max(sequence) FROM audit_rows)
       BEGIN SELECT RAISE(ABORT, 'retention only moves on, to a row that is there'); END;
       CREATE TRIGGER audit_base_stays BEFORE DELETE ON audit_base
       BEGIN SELECT RAISE(ABORT, 'retention only moves on'); END;)",
};

}  // namespace

Result<void> migrate_audit(sqlite::Database& database) {
  return database.transaction([&]() -> Result<void> {
    EDIFY_CHECK(database.execute("CREATE TABLE IF NOT EXISTS audit_meta (schema_version INTEGER NOT NULL)"));
    EDIFY_TRY(auto select, database.prepare("SELECT coalesce(max(schema_version), 0) FROM audit_meta"));
    EDIFY_CHECK(select.step());
    const auto have = static_cast<std::size_t>(select.integer(0));
    select.reset();
    if (have > migrations.size()) {
      return fail(ErrorCode::conflict,
                  fmt::format("the audit trail has schema {} and this release knows {}; use the release that wrote it, "
                              "or newer",
                              have, migrations.size()),
                  "newer_schema");
    }
    for (std::size_t i = have; i < migrations.size(); ++i) {
      EDIFY_CHECK(database.execute(migrations[i]));
      EDIFY_CHECK(database.execute(fmt::format("INSERT INTO audit_meta VALUES ({})", i + 1)));
    }
    return {};
  });
}

}  // namespace edify::catalog
