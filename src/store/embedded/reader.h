// What the store's tables say now, whatever the indexes know. Every answer is one read transaction. Thread-safe.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "store/embedded/connection.h"
#include "store/vector_store.h"

namespace edify::store {

class Reader {
 public:
  Reader(sqlite::File database, std::string embedding_model)
      : pool_(std::move(database)), embedding_model_(std::move(embedding_model)) {}

  // See VectorStore for what these mean.
  Result<std::optional<ReadableDocument>> find_document(const Scope& scope, std::string_view document_id);
  Result<void> each_readable(const Scope& scope, const std::function<bool(const ReadableDocument&)>& visit);
  Result<std::vector<Hit>> fetch(const Scope& scope, std::span<const PointKey> keys,
                                 std::span<const float, embedding_dimension> query_vector);
  Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id, const ChunkRange& range);
  // The published chunks of the documents that a selection lets through, whatever Scope they are in; ascending.
  Result<std::vector<PointKey>> select(const Selection& selection);
  Result<bool> are_current(const Scope& scope, std::span<const SeenVersion> versions);
  Result<std::uint64_t> generation(const Scope& scope);
  Result<StoreStats> stats();
  Result<void> each_document(const std::function<bool(const PublishedDocument&)>& visit);

 private:
  ConnectionPool pool_;
  const std::string embedding_model_;
};

}  // namespace edify::store
