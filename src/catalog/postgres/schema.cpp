#include "catalog/postgres/schema.h"

#include <fmt/format.h>

#include <array>

namespace edify::catalog::postgres {
namespace {

// A new release appends a migration; it never edits one. Text that is ordered or is a key sorts by its bytes, as in
// SQLite. Times are Unix seconds, those of the audit milliseconds.
constexpr std::array migrations = {
    R"(CREATE TABLE ledger (
         path TEXT COLLATE "C" PRIMARY KEY,
         source TEXT NOT NULL,
         document_id TEXT NOT NULL,
         size BIGINT NOT NULL,
         etag TEXT NOT NULL,
         content_hash TEXT COLLATE "C" NOT NULL,
         version TEXT NOT NULL,
         state TEXT NOT NULL,
         reason TEXT NOT NULL,
         message TEXT NOT NULL,
         tries BIGINT NOT NULL,
         chunks BIGINT NOT NULL,
         pages BIGINT NOT NULL,
         pages_needing_ocr TEXT NOT NULL,
         first_seen BIGINT NOT NULL,
         updated BIGINT NOT NULL,
         retry_after BIGINT NOT NULL,
         quality TEXT NOT NULL,
         findings TEXT NOT NULL,
         sweep BIGINT NOT NULL DEFAULT 0,
         lease_owner TEXT NOT NULL DEFAULT '',
         lease_until BIGINT NOT NULL DEFAULT 0
       ) WITH (fillfactor = 80);  -- marks and leases rewrite rows in their own page
       CREATE INDEX ledger_by_state ON ledger (state);
       CREATE INDEX ledger_by_content ON ledger (content_hash);
       CREATE INDEX ledger_by_lease ON ledger (lease_owner) WHERE lease_owner <> '';
       CREATE TABLE sweeps (newest BIGINT NOT NULL);
       INSERT INTO sweeps VALUES (0);
       CREATE TABLE ingest_runs (
         id TEXT COLLATE "C" PRIMARY KEY,
         source TEXT NOT NULL,
         started BIGINT NOT NULL,
         state TEXT NOT NULL,
         queue BIGINT NOT NULL,
         files_per_second DOUBLE PRECISION NOT NULL,
         elapsed_seconds DOUBLE PRECISION NOT NULL,
         memory_bytes BIGINT NOT NULL,
         last_update BIGINT NOT NULL,
         progress TEXT NOT NULL,
         report TEXT NOT NULL
       );
       CREATE INDEX ingest_runs_by_start ON ingest_runs (started);
       CREATE TABLE page_texts (
         content_hash TEXT COLLATE "C" NOT NULL,
         page BIGINT NOT NULL,
         version TEXT COLLATE "C" NOT NULL,
         size BIGINT NOT NULL,
         payload BYTEA NOT NULL,
         PRIMARY KEY (content_hash, page, version)
       );
       ALTER TABLE page_texts ALTER COLUMN payload SET STORAGE EXTERNAL;  -- it is compressed already
       CREATE TABLE claimed_tasks (task TEXT PRIMARY KEY, claimed BIGINT NOT NULL, claim TEXT NOT NULL);)",
    R"(CREATE TABLE api_keys (
         id TEXT COLLATE "C" PRIMARY KEY,
         name TEXT NOT NULL,
         secret_hash TEXT NOT NULL UNIQUE,
         role TEXT NOT NULL,
         grades TEXT NOT NULL,
         all_grades BOOLEAN NOT NULL,
         routes TEXT NOT NULL,
         requests_a_minute BIGINT NOT NULL,
         may_act_for_users BOOLEAN NOT NULL,
         created BIGINT NOT NULL,
         expires BIGINT NOT NULL,
         revoked BIGINT NOT NULL,
         last_used BIGINT NOT NULL
       );
       CREATE TABLE denied_users (
         user_name TEXT COLLATE "C" PRIMARY KEY,
         reason TEXT NOT NULL,
         since BIGINT NOT NULL
       );
       CREATE TABLE ended_sessions (id TEXT PRIMARY KEY, until BIGINT NOT NULL);
       CREATE TABLE access_generation (generation BIGINT NOT NULL);
       INSERT INTO access_generation VALUES (1);)",
    R"(CREATE TABLE audit_rows (
         sequence BIGINT PRIMARY KEY,
         time BIGINT NOT NULL,
         who TEXT NOT NULL,
         acting_key TEXT NOT NULL,
         role TEXT NOT NULL,
         scope TEXT NOT NULL,
         route TEXT NOT NULL,
         status BIGINT NOT NULL,
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
       CREATE TABLE audit_base (
         id INTEGER PRIMARY KEY CHECK (id = 1),
         sequence BIGINT NOT NULL,
         hash TEXT NOT NULL
       );
       INSERT INTO audit_base VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
       CREATE TABLE audit_subjects (subject TEXT PRIMARY KEY, pseudonym TEXT NOT NULL);
       CREATE TABLE audit_questions (
         sequence BIGINT PRIMARY KEY,
         who TEXT NOT NULL,
         time BIGINT NOT NULL,
         key BYTEA NOT NULL,
         question TEXT NOT NULL
       );
       CREATE INDEX audit_questions_by_who ON audit_questions (who);
       CREATE INDEX audit_questions_by_time ON audit_questions (time);

       CREATE FUNCTION audit_guard_rows() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'INSERT' THEN
           IF NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM audit_rows),
                                           (SELECT sequence FROM audit_base)) THEN
             RAISE EXCEPTION 'audit rows are appended at the end';
           END IF;
           RETURN NEW;
         ELSIF TG_OP = 'DELETE' THEN
           IF OLD.sequence > (SELECT sequence FROM audit_base) THEN
             RAISE EXCEPTION 'audit rows stay until retention lets them go';
           END IF;
           RETURN OLD;
         END IF;
         RAISE EXCEPTION 'audit rows never change';
       END $$;
       CREATE TRIGGER audit_rows_are_guarded BEFORE INSERT OR UPDATE OR DELETE ON audit_rows
         FOR EACH ROW EXECUTE FUNCTION audit_guard_rows();
       CREATE FUNCTION audit_guard_base() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' OR NEW.sequence <= OLD.sequence
            OR NEW.hash IS DISTINCT FROM (SELECT hash FROM audit_rows WHERE sequence = NEW.sequence)
            OR NEW.sequence >= (SELECT max(sequence) FROM audit_rows) THEN
           RAISE EXCEPTION 'retention only moves on, to a row that is there';
         END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER audit_base_is_guarded BEFORE UPDATE OR DELETE ON audit_base
         FOR EACH ROW EXECUTE FUNCTION audit_guard_base();
       CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'audit tables are not emptied'; END $$;
       CREATE TRIGGER audit_rows_are_not_emptied BEFORE TRUNCATE ON audit_rows EXECUTE FUNCTION audit_refuse();
       CREATE TRIGGER audit_base_is_not_emptied BEFORE TRUNCATE ON audit_base EXECUTE FUNCTION audit_refuse();)",
    R"(CREATE TABLE begun_versions (
         number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         document_id TEXT COLLATE "C" NOT NULL,
         version TEXT COLLATE "C" NOT NULL,
         UNIQUE (document_id, version)
       );
       CREATE TABLE published_versions (
         document_id TEXT COLLATE "C" PRIMARY KEY,
         number BIGINT NOT NULL UNIQUE,
         version TEXT NOT NULL,
         chunk_count BIGINT NOT NULL,
         module TEXT NOT NULL,
         grade TEXT NOT NULL,
         year TEXT NOT NULL,
         category TEXT NOT NULL,
         recognized BOOLEAN NOT NULL,
         path TEXT NOT NULL,
         size BIGINT NOT NULL,
         content_type TEXT NOT NULL,
         last_modified BIGINT NOT NULL,
         content_hash TEXT NOT NULL,
         title TEXT NOT NULL,
         page_count BIGINT NOT NULL
       );
       CREATE TABLE version_outbox (
         sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         document_id TEXT NOT NULL,
         number BIGINT NOT NULL,
         created BIGINT NOT NULL
       );
       CREATE TABLE partition_generations (
         module TEXT COLLATE "C" NOT NULL,
         grade TEXT COLLATE "C" NOT NULL,
         generation BIGINT NOT NULL,
         PRIMARY KEY (module, grade)
       );)",
    R"(CREATE TABLE conversations (
         number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         id TEXT COLLATE "C" NOT NULL UNIQUE,
         user_name TEXT COLLATE "C" NOT NULL,
         title TEXT NOT NULL,
         created BIGINT NOT NULL,
         updated BIGINT NOT NULL
       );
       CREATE INDEX conversations_by_user ON conversations (user_name, updated);
       CREATE TABLE messages (
         number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         id TEXT COLLATE "C" NOT NULL UNIQUE,
         conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
         speaker TEXT NOT NULL,
         created BIGINT NOT NULL,
         plain_text TEXT NOT NULL,
         pieces TEXT NOT NULL,
         sources TEXT NOT NULL,
         outcome TEXT NOT NULL
       );
       CREATE INDEX messages_by_conversation ON messages (conversation_id);
       CREATE TABLE shares (
         id TEXT COLLATE "C" PRIMARY KEY,
         user_name TEXT COLLATE "C" NOT NULL,
         conversation_id TEXT NOT NULL,
         message_id TEXT COLLATE "C" NOT NULL,
         created BIGINT NOT NULL,
         UNIQUE (user_name, message_id)
       );
       CREATE TABLE collections (
         id TEXT COLLATE "C" PRIMARY KEY,
         user_name TEXT COLLATE "C" NOT NULL,
         title TEXT COLLATE "C" NOT NULL,
         created BIGINT NOT NULL
       );
       CREATE INDEX collections_by_user ON collections (user_name);
       CREATE TABLE collection_items (
         number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         id TEXT COLLATE "C" NOT NULL UNIQUE,
         collection_id TEXT COLLATE "C" NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
         message_id TEXT NOT NULL,
         document_id TEXT NOT NULL,
         chunk_index BIGINT NOT NULL,
         added BIGINT NOT NULL
       );
       CREATE INDEX collection_items_by_collection ON collection_items (collection_id);)",
    R"(CREATE TABLE ratings (
         user_name TEXT COLLATE "C" NOT NULL,
         message_id TEXT COLLATE "C" NOT NULL,
         is_good BOOLEAN NOT NULL,
         reasons TEXT[] NOT NULL,
         comment TEXT NOT NULL,
         role TEXT NOT NULL,
         time BIGINT NOT NULL,
         PRIMARY KEY (user_name, message_id)
       );
       CREATE INDEX ratings_by_time ON ratings (time);
       CREATE TABLE survey_answers (
         id TEXT COLLATE "C" PRIMARY KEY,
         user_name TEXT COLLATE "C" NOT NULL,
         score BIGINT NOT NULL,
         comment TEXT NOT NULL,
         role TEXT NOT NULL,
         time BIGINT NOT NULL
       );
       CREATE INDEX survey_answers_by_time ON survey_answers (time);
       CREATE TABLE asked_questions (
         id TEXT COLLATE "C" PRIMARY KEY,
         user_name TEXT COLLATE "C" NOT NULL,
         role TEXT COLLATE "C" NOT NULL,
         text TEXT COLLATE "C" NOT NULL,
         is_answered BOOLEAN NOT NULL,
         latency_ms BIGINT NOT NULL,
         time BIGINT NOT NULL
       );
       CREATE INDEX asked_questions_by_time ON asked_questions (time);
       CREATE INDEX asked_questions_by_user ON asked_questions (user_name);)",
    R"(ALTER TABLE asked_questions ADD COLUMN grade TEXT COLLATE "C" NOT NULL DEFAULT '';
       ALTER TABLE asked_questions ADD COLUMN subject TEXT COLLATE "C" NOT NULL DEFAULT '';
       ALTER TABLE asked_questions ADD COLUMN year TEXT COLLATE "C" NOT NULL DEFAULT '';)",
    R"(CREATE TABLE tickets (
         id TEXT COLLATE "C" PRIMARY KEY,
         opened BIGINT NOT NULL,
         closed BIGINT NOT NULL
       );
       CREATE INDEX tickets_by_opening ON tickets (opened);)",
};

// A migration of a large table takes its time.
constexpr std::chrono::minutes migration_time{30};

// Makes whoever migrates the same schema one after the other, to the transaction's end.
constexpr const char* lock_statement =
    "SELECT pg_advisory_xact_lock(hashtextextended('edify migration of ' || current_schema(), 0))";

Result<std::size_t> schema_version(Connection& connection) {
  EDIFY_TRY(const auto there, connection.run("SELECT to_regclass('catalog_meta') IS NOT NULL"));
  if (!there.front().truth(0)) return 0;
  EDIFY_TRY(const auto version, connection.run("SELECT coalesce(max(schema_version), 0) FROM catalog_meta"));
  return static_cast<std::size_t>(version.front().integer(0));
}

Result<void> check_is_known(std::size_t version) {
  if (version <= migrations.size()) return {};
  return fail(ErrorCode::conflict,
              fmt::format("the database has schema {} and this release knows {}; use the release that wrote it, or "
                          "newer",
                          version, migrations.size()),
              "newer_schema");
}

Result<void> apply_missing(Connection& connection) {
  // Another process may take as long as a migration takes.
  EDIFY_CHECK(connection.run("SET LOCAL lock_timeout = 0"));
  EDIFY_CHECK(
      connection.run_script(fmt::format("SET LOCAL statement_timeout = 0; {}", lock_statement), migration_time));
  EDIFY_TRY(const auto have, schema_version(connection));
  EDIFY_CHECK(check_is_known(have));
  const std::chrono::milliseconds time = migration_time;
  EDIFY_CHECK(connection.run_script("CREATE TABLE IF NOT EXISTS catalog_meta (schema_version BIGINT NOT NULL)", time));
  for (std::size_t i = have; i < migrations.size(); ++i) {
    EDIFY_CHECK(connection.run_script(migrations[i], time));
    EDIFY_CHECK(connection.run("INSERT INTO catalog_meta VALUES ($1)", {i + 1}));
  }
  return {};
}

}  // namespace

Result<void> migrate(Pool& pool) {
  std::size_t have = 0;
  EDIFY_CHECK(pool.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(have, schema_version(connection));
    return check_is_known(have);
  }));
  if (have == migrations.size()) return {};
  return pool.transaction(apply_missing);
}

}  // namespace edify::catalog::postgres
