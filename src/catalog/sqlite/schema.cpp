#include "catalog/sqlite/schema.h"

#include <fmt/format.h>

#include <array>

namespace edify::catalog {
namespace {

// A new release appends a migration; it never edits one.
constexpr std::array migrations = {
    R"(CREATE TABLE ledger (
         path TEXT PRIMARY KEY,
         source TEXT NOT NULL,
         document_id TEXT NOT NULL,
         size INTEGER NOT NULL,
         etag TEXT NOT NULL,
         content_hash TEXT NOT NULL,
         version TEXT NOT NULL,
         state TEXT NOT NULL,
         reason TEXT NOT NULL,
         message TEXT NOT NULL,
         tries INTEGER NOT NULL,
         chunks INTEGER NOT NULL,
         pages INTEGER NOT NULL,
         pages_needing_ocr TEXT NOT NULL,
         first_seen INTEGER NOT NULL,
         updated INTEGER NOT NULL,
         retry_after INTEGER NOT NULL,
         sweep INTEGER NOT NULL DEFAULT 0
       ) WITHOUT ROWID;
       CREATE INDEX ledger_by_state ON ledger (state);
       CREATE INDEX ledger_by_content ON ledger (content_hash);
       CREATE TABLE ingestion (
         id INTEGER PRIMARY KEY CHECK (id = 1),
         sweep INTEGER NOT NULL,
         state TEXT NOT NULL,
         queue INTEGER NOT NULL,
         files_per_second REAL NOT NULL,
         elapsed_seconds REAL NOT NULL,
         memory_bytes INTEGER NOT NULL,
         last_update INTEGER NOT NULL
       );
       INSERT INTO ingestion VALUES (1, 0, 'never', 0, 0, 0, 0, 0);)",
    "ALTER TABLE ledger ADD COLUMN quality TEXT NOT NULL DEFAULT '{}'",
    R"(ALTER TABLE ledger ADD COLUMN findings TEXT NOT NULL DEFAULT '';
       ALTER TABLE ledger ADD COLUMN lease_owner TEXT NOT NULL DEFAULT '';
       ALTER TABLE ledger ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
       CREATE INDEX ledger_by_lease ON ledger (lease_owner) WHERE lease_owner <> '';
       CREATE TABLE ingest_runs (
         id TEXT PRIMARY KEY,
         source TEXT NOT NULL,
         started INTEGER NOT NULL,
         state TEXT NOT NULL,
         queue INTEGER NOT NULL,
         files_per_second REAL NOT NULL,
         elapsed_seconds REAL NOT NULL,
         memory_bytes INTEGER NOT NULL,
         last_update INTEGER NOT NULL,
         progress TEXT NOT NULL,
         report TEXT NOT NULL
       ) WITHOUT ROWID;
       CREATE INDEX ingest_runs_by_start ON ingest_runs (started);
       INSERT INTO ingest_runs SELECT 'before', '', last_update, state, queue, files_per_second, elapsed_seconds,
                                      memory_bytes, last_update, '', '' FROM ingestion WHERE state <> 'never';
       CREATE TABLE sweeps (newest INTEGER NOT NULL);
       INSERT INTO sweeps SELECT sweep FROM ingestion;
       DROP TABLE ingestion;)",
    R"(CREATE TABLE page_texts (
         content_hash TEXT NOT NULL,
         page INTEGER NOT NULL,
         version TEXT NOT NULL,
         size INTEGER NOT NULL,
         payload BLOB NOT NULL,
         PRIMARY KEY (content_hash, page, version)
       ) WITHOUT ROWID;)",
    R"(CREATE TABLE api_keys (
         id TEXT PRIMARY KEY,
         name TEXT NOT NULL,
         secret_hash TEXT NOT NULL UNIQUE,
         role TEXT NOT NULL,
         grades TEXT NOT NULL,
         all_grades INTEGER NOT NULL,
         routes TEXT NOT NULL,
         requests_a_minute INTEGER NOT NULL,
         may_act_for_users INTEGER NOT NULL,
         created INTEGER NOT NULL,
         expires INTEGER NOT NULL,
         revoked INTEGER NOT NULL,
         last_used INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE TABLE denied_users (
         user TEXT PRIMARY KEY,
         reason TEXT NOT NULL,
         since INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE TABLE ended_sessions (
         id TEXT PRIMARY KEY,
         until INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE TABLE access_generation (generation INTEGER NOT NULL);
       INSERT INTO access_generation VALUES (1);)",
    "CREATE TABLE claimed_tasks (task TEXT PRIMARY KEY, claimed INTEGER NOT NULL) WITHOUT ROWID",
    R"(CREATE TABLE begun_versions (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         document_id TEXT NOT NULL,
         version TEXT NOT NULL,
         UNIQUE (document_id, version)
       );
       CREATE TABLE published_versions (
         document_id TEXT PRIMARY KEY,
         number INTEGER NOT NULL UNIQUE,
         version TEXT NOT NULL,
         chunk_count INTEGER NOT NULL,
         module TEXT NOT NULL,
         grade TEXT NOT NULL,
         year TEXT NOT NULL,
         category TEXT NOT NULL,
         recognized INTEGER NOT NULL,
         path TEXT NOT NULL,
         size INTEGER NOT NULL,
         content_type TEXT NOT NULL,
         last_modified INTEGER NOT NULL,
         content_hash TEXT NOT NULL,
         title TEXT NOT NULL,
         page_count INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE TABLE version_outbox (
         sequence INTEGER PRIMARY KEY AUTOINCREMENT,
         document_id TEXT NOT NULL,
         number INTEGER NOT NULL,
         created INTEGER NOT NULL
       );
       CREATE TABLE partition_generations (
         module TEXT NOT NULL,
         grade TEXT NOT NULL,
         generation INTEGER NOT NULL,
         PRIMARY KEY (module, grade)
       ) WITHOUT ROWID;)",
    R"(CREATE TABLE conversations (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL UNIQUE,
         user TEXT NOT NULL,
         title TEXT NOT NULL,
         created INTEGER NOT NULL,
         updated INTEGER NOT NULL
       );
       CREATE INDEX conversations_by_user ON conversations (user, updated);
       CREATE TABLE messages (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL UNIQUE,
         conversation_id TEXT NOT NULL,
         speaker TEXT NOT NULL,
         created INTEGER NOT NULL,
         plain_text TEXT NOT NULL,
         pieces TEXT NOT NULL,
         sources TEXT NOT NULL,
         outcome TEXT NOT NULL
       );
       CREATE INDEX messages_by_conversation ON messages (conversation_id);)",
    R"(CREATE TABLE ratings (
         user TEXT NOT NULL,
         message_id TEXT NOT NULL,
         is_good INTEGER NOT NULL,
         reasons TEXT NOT NULL,
         comment TEXT NOT NULL,
         role TEXT NOT NULL,
         time INTEGER NOT NULL,
         PRIMARY KEY (user, message_id)
       ) WITHOUT ROWID;
       CREATE INDEX ratings_by_time ON ratings (time);
       CREATE TABLE survey_answers (
         number INTEGER PRIMARY KEY,
         user TEXT NOT NULL,
         score INTEGER NOT NULL,
         comment TEXT NOT NULL,
         role TEXT NOT NULL,
         time INTEGER NOT NULL
       );
       CREATE INDEX survey_answers_by_time ON survey_answers (time);
       CREATE TABLE asked_questions (
         number INTEGER PRIMARY KEY,
         user TEXT NOT NULL,
         role TEXT NOT NULL,
         text TEXT NOT NULL,
         is_answered INTEGER NOT NULL,
         latency_ms INTEGER NOT NULL,
         time INTEGER NOT NULL
       );
       CREATE INDEX asked_questions_by_time ON asked_questions (time);
       CREATE INDEX asked_questions_by_user ON asked_questions (user);)",
    R"(CREATE TABLE collections (
         id TEXT NOT NULL PRIMARY KEY,
         user TEXT NOT NULL,
         title TEXT NOT NULL,
         created INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE INDEX collections_by_user ON collections (user);
       CREATE TABLE collection_items (
         number INTEGER PRIMARY KEY AUTOINCREMENT,
         id TEXT NOT NULL UNIQUE,
         collection_id TEXT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
         message_id TEXT NOT NULL,
         document_id TEXT NOT NULL,
         chunk_index INTEGER NOT NULL,
         added INTEGER NOT NULL
       );
       CREATE INDEX collection_items_by_collection ON collection_items (collection_id);
       CREATE TABLE shares (
         id TEXT NOT NULL PRIMARY KEY,
         user TEXT NOT NULL,
         conversation_id TEXT NOT NULL,
         message_id TEXT NOT NULL,
         created INTEGER NOT NULL,
         UNIQUE (user, message_id)
       ) WITHOUT ROWID;)",
    R"(ALTER TABLE asked_questions ADD COLUMN grade TEXT NOT NULL DEFAULT '';
       ALTER TABLE asked_questions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
       ALTER TABLE asked_questions ADD COLUMN year TEXT NOT NULL DEFAULT '';)",
    R"(CREATE TABLE tickets (
         id TEXT NOT NULL PRIMARY KEY,
         opened INTEGER NOT NULL,
         closed INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE INDEX tickets_by_opening ON tickets (opened);)",
};

Result<std::size_t> schema_version(sqlite::Database& database) {
  EDIFY_TRY(auto select, database.prepare("SELECT coalesce(max(schema_version), 0) FROM catalog_meta"));
  EDIFY_CHECK(select.step());
  return static_cast<std::size_t>(select.integer(0));
}

}  // namespace

Result<void> migrate(sqlite::Database& database) {
  return database.transaction([&]() -> Result<void> {
    EDIFY_CHECK(database.execute("CREATE TABLE IF NOT EXISTS catalog_meta (schema_version INTEGER NOT NULL)"));
    EDIFY_TRY(const std::size_t have, schema_version(database));
    if (have > migrations.size()) {
      return fail(
          ErrorCode::conflict,
          fmt::format("the ledger has schema {} and this release knows {}; use the release that wrote it, or newer",
                      have, migrations.size()),
          "newer_schema");
    }
    for (std::size_t i = have; i < migrations.size(); ++i) {
      EDIFY_CHECK(database.execute(migrations[i]));
      EDIFY_CHECK(database.execute(fmt::format("INSERT INTO catalog_meta VALUES ({})", i + 1)));
    }
    return {};
  });
}

}  // namespace edify::catalog
