// The store in one process: a SQLite file as the only truth, and indexes that are derived from it.
//
//   writer.h       stage, publish, remove: transactions that also append to a log of changes
//   index_keeper.h follows that log and keeps, per partition, immutable segments to search
//   reader.h       fetches chunks by key and decides what is current
//
// Any number of processes may open the same file; each follows what the others publish. A search sees every
// change that its own object made before, and another's within about 200 ms; fetch() and are_current() always
// see the present. All methods are thread-safe; searches hold no lock while they search.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/sqlite.h"
#include "store/vector_store.h"

namespace edify::store {

class IndexKeeper;
class Reader;
class SearchSlots;
class Writer;
struct IndexState;

struct EmbeddedStoreOptions {
  sqlite::File database;               // created where missing; the ledger may share it
  std::filesystem::path index_folder;  // snapshots of the indexes, under the database's key; may be deleted at any time
  std::string embedding_model;         // written into a new store; a store of another model is refused
  // Keeps the indexes current in the background. False for a process that only writes or asks one question:
  // opening is then cheap, nothing runs in the background, and a search first catches up by itself.
  bool follow_changes = true;
  // A partition gets a graph from so many vectors on; below, scanning them all is faster (20 ns each) and exact.
  std::size_t graph_threshold = 32'768;
};

class EmbeddedStore final : public VectorStore {
 public:
  // With follow_changes, searches are complete and fast as soon as this returns: it maps the snapshot, or
  // rebuilds the indexes from SQLite where there is none that fits.
  // Errors: invalid_argument (a store of another embedding model), unavailable, unreadable (not a database).
  static Result<std::unique_ptr<EmbeddedStore>> open(const EmbeddedStoreOptions& options);
  ~EmbeddedStore() override;

  // Brings the indexes up to date, merges what is due and writes them to the index folder, so that the next
  // open() only maps files. Takes as long as the merges (about 0.3 ms a chunk that no graph holds yet).
  Result<void> snapshot() override;

  Result<void> stage(std::string_view document_id, std::string_view version,
                     std::span<const EmbeddedChunk> chunks) override;
  Result<void> publish(const DocumentRecord& document, std::string_view version, std::uint32_t chunk_count) override;
  Result<std::optional<CopiedVersion>> publish_copy(const DocumentRecord& document, std::string_view version,
                                                    std::string_view twin_id) override;
  Result<void> update_record(const DocumentRecord& document) override;
  Result<void> remove(std::string_view document_id) override;
  Result<void> discard_staged(std::string_view document_id) override;
  Result<void> each_document(const std::function<bool(const PublishedDocument&)>& visit) override;

  Result<std::vector<ScoredPoint>> search_dense(const Scope& scope, const DenseQuery& query) override;
  Result<std::vector<ScoredPoint>> search_lexical(const Scope& scope, const LexicalQuery& query) override;
  Result<std::vector<Respelling>> respell(const Scope& scope, std::string_view text) override;
  Result<std::vector<Hit>> fetch(const Scope& scope, std::span<const PointKey> keys,
                                 std::span<const float, embedding_dimension> query_vector) override;

  Result<std::optional<ReadableDocument>> find_document(const Scope& scope, std::string_view document_id) override;
  Result<void> each_readable(const Scope& scope, const std::function<bool(const ReadableDocument&)>& visit) override;
  Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id,
                                       const ChunkRange& range) override;
  Result<bool> are_current(const Scope& scope, std::span<const SeenVersion> versions) override;
  Result<std::uint64_t> generation(const Scope& scope) override;
  Result<StoreStats> stats() override;

 private:
  EmbeddedStore(std::unique_ptr<Writer> writer, std::unique_ptr<Reader> reader, std::unique_ptr<IndexKeeper> keeper);
  void follow_own_write();
  Result<std::shared_ptr<const IndexState>> searchable_state();
  // Of it what the selection lets through; all of it where that is everything.
  Result<std::shared_ptr<const IndexState>> selected_state(const Scope& scope, const Selection& selection);

  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<IndexKeeper> keeper_;
  std::unique_ptr<SearchSlots> slots_;
};

}  // namespace edify::store
