#include "store/embedded/schema.h"

#include <fmt/format.h>

#include <optional>

#include "base/hash.h"
#include "model/chunk.h"

namespace edify::store {
namespace {

constexpr int schema_version = 1;

constexpr const char* create_meta = R"sql(
CREATE TABLE IF NOT EXISTS store_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

constexpr const char* create_tables = R"sql(
CREATE TABLE store_partitions (
  id         INTEGER PRIMARY KEY,
  module     TEXT NOT NULL,
  grade      TEXT NOT NULL,
  generation INTEGER NOT NULL DEFAULT 0,
  UNIQUE (module, grade)
);
CREATE TABLE store_versions (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  version     TEXT NOT NULL,
  UNIQUE (document_id, version)
);
CREATE TABLE store_documents (
  id              TEXT PRIMARY KEY,
  current_version INTEGER NOT NULL UNIQUE REFERENCES store_versions (id),
  partition_id    INTEGER NOT NULL REFERENCES store_partitions (id),
  path            TEXT NOT NULL,
  year            TEXT NOT NULL,
  category        TEXT NOT NULL,
  recognized      INTEGER NOT NULL,
  size            INTEGER NOT NULL,
  content_type    TEXT NOT NULL,
  last_modified   INTEGER NOT NULL,
  content_hash    TEXT NOT NULL,
  title           TEXT NOT NULL,
  page_count      INTEGER NOT NULL,
  chunk_count     INTEGER NOT NULL
);
CREATE TABLE store_chunks (
  key           INTEGER PRIMARY KEY AUTOINCREMENT,
  version_id    INTEGER NOT NULL REFERENCES store_versions (id) ON DELETE CASCADE,
  chunk_index   INTEGER NOT NULL,
  text          TEXT NOT NULL,
  heading_path  TEXT NOT NULL,
  element_types TEXT NOT NULL,
  spans         BLOB NOT NULL,
  page          INTEGER NOT NULL,
  token_count   INTEGER NOT NULL,
  embedding     BLOB NOT NULL,
  stored_at     INTEGER NOT NULL,
  UNIQUE (version_id, chunk_index)
);
CREATE TABLE store_changes (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  token         INTEGER NOT NULL DEFAULT (random()),
  partition_id  INTEGER NOT NULL REFERENCES store_partitions (id),
  added_version INTEGER,
  removed_keys  BLOB
);
)sql";

Result<std::optional<std::string>> read_meta(sqlite::Database& database, std::string_view name) {
  EDIFY_TRY(auto select, database.prepare("SELECT value FROM store_meta WHERE name = ?1"));
  select.bind(1, name);
  EDIFY_TRY(const bool found, select.step());
  if (!found) return std::nullopt;
  return std::string(select.text(0));
}

Result<void> write_meta(sqlite::Database& database, std::string_view name, const std::string& value) {
  EDIFY_TRY(auto insert, database.prepare("INSERT INTO store_meta (name, value) VALUES (?1, ?2)"));
  return insert.bind(1, name).bind(2, std::string_view(value)).run();
}

Result<void> create_store(sqlite::Database& database, const std::string& embedding_model) {
  EDIFY_CHECK(database.execute(create_tables));
  EDIFY_CHECK(write_meta(database, "schema_version", std::to_string(schema_version)));
  EDIFY_CHECK(write_meta(database, "store_id", random_uuid()));
  EDIFY_CHECK(write_meta(database, "embedding_model", embedding_model));
  return write_meta(database, "embedding_dimension", std::to_string(embedding_dimension));
}

Result<void> check_store(sqlite::Database& database, const std::string& embedding_model) {
  EDIFY_TRY(const auto version, read_meta(database, "schema_version"));
  if (version != std::to_string(schema_version)) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the store has schema {} and this program reads schema {}: use the program that made it",
                            version.value_or("unknown"), schema_version),
                "store_schema");
  }
  EDIFY_TRY(const auto model, read_meta(database, "embedding_model"));
  EDIFY_TRY(const auto dimension, read_meta(database, "embedding_dimension"));
  if (model != embedding_model || dimension != std::to_string(embedding_dimension)) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("the store holds vectors of {} ({} numbers) and {} ({}) is configured: configure that "
                    "model again, or ingest into a new data folder",
                    model.value_or("an unknown model"), dimension.value_or("?"), embedding_model, embedding_dimension),
        "embedding_model");
  }
  return {};
}

}  // namespace

Result<StoreIdentity> prepare_schema(sqlite::Database& database, const std::string& embedding_model) {
  StoreIdentity identity{.store_id = {}, .embedding_model = embedding_model};
  const auto prepare = [&]() -> Result<void> {
    EDIFY_CHECK(database.execute(create_meta));
    EDIFY_TRY(auto store_id, read_meta(database, "store_id"));
    if (!store_id) {
      EDIFY_CHECK(create_store(database, embedding_model));
      EDIFY_TRY(store_id, read_meta(database, "store_id"));
    }
    EDIFY_CHECK(check_store(database, embedding_model));
    identity.store_id = store_id.value_or("");
    return {};
  };
  EDIFY_CHECK(database.transaction(prepare));
  return identity;
}

}  // namespace edify::store
