// The store's tables in the shared SQLite file, and who may use them.
//
// store_documents   one row a published document; `current_version` is what readers see
// store_versions    versions that have chunks; one that no document points at is staged and invisible
// store_chunks      text, spans and vector of each chunk; `key` is its PointKey and is never used twice
// store_partitions  (module, grade) and its generation
// store_changes     what publishing and removing did, in order, for the derived indexes to follow
// store_meta        schema version, embedding model, identity of the store
#pragma once

#include <string>

#include "base/error.h"
#include "base/sqlite.h"

namespace edify::store {

struct StoreIdentity {
  std::string store_id;  // random, made with the store: a snapshot of another store is foreign
  std::string embedding_model;
};

// Creates the tables where they are missing, and checks that the store is of `embedding_model`.
// Errors: invalid_argument where it is of another model, another vector width or a newer schema.
Result<StoreIdentity> prepare_schema(sqlite::Database& database, const std::string& embedding_model);

}  // namespace edify::store
