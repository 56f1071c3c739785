// Where chunks live and are searched. One interface, an implementation a folder (embedded/, qdrant/),
// one contract suite (vector_store_contract.h) for all.
//
// Writing: stage() any number of batches of a version, then publish() it; readers see a version whole or not at
// all, and the one before it until then. Reading demands a Scope, which is applied inside the search: what the
// Scope does not allow can move neither a result nor a score. All methods are thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/deadline.h"
#include "base/error.h"
#include "model/chunk.h"
#include "model/document.h"
#include "model/hit.h"
#include "model/scope.h"

namespace edify::store {

struct StoreStats {
  std::uint64_t documents = 0;  // published
  std::uint64_t chunks = 0;     // published
};

// Which of the documents that a Scope allows are asked about; an empty field leaves all. Narrows, never widens.
struct Selection {
  std::optional<Module> module = {};
  std::string document_id = {};
  std::string year = {};          // "2025-2026"
  std::string content_type = {};  // "application/pdf"

  bool is_everything() const { return !module && document_id.empty() && year.empty() && content_type.empty(); }
  bool operator==(const Selection&) const = default;
};

struct DenseQuery {
  std::span<const float, embedding_dimension> vector;  // length 1
  std::size_t limit = 100;
  float threshold = -1;  // smallest cosine
  Deadline deadline{};
  Selection selection{};  // applied inside the search: the limit counts what it lets through
};

struct LexicalQuery {
  std::string_view text;
  std::size_t limit = 100;
  Deadline deadline{};
  Selection selection{};  // as DenseQuery's; the statistics stay the Scope's
};

// A run of a document's chunks.
struct ChunkRange {
  std::uint32_t first = 0;
  std::uint32_t count = 1;
};

// A word of a question that nothing in scope has, and the term that was most likely meant.
struct Respelling {
  std::string word;  // as it stands in the question
  std::string term;  // as the lexical index knows it

  bool operator==(const Respelling&) const = default;
};

// Both lists of one question.
struct ScoredLists {
  std::vector<ScoredPoint> dense;
  std::vector<ScoredPoint> lexical;
};

// A document and the version of it that somebody saw.
struct SeenVersion {
  std::string document_id;
  std::string version;
};

// What publish_copy() put under another path.
struct CopiedVersion {
  std::uint32_t chunks = 0;
  std::uint32_t pages = 0;
};

struct PublishedDocument {
  std::string id;
  std::string path;
  std::string version;
};

// A published document as readers see it.
struct ReadableDocument {
  DocumentRecord document;
  std::string version;
  std::uint32_t chunks = 0;
};

class VectorStore {
 public:
  virtual ~VectorStore() = default;

  // Adds chunks of an unpublished version; the same chunk index again replaces.
  virtual Result<void> stage(std::string_view document_id, std::string_view version,
                             std::span<const EmbeddedChunk> chunks) = 0;
  // Makes `version` the document's current one, visible whole, and removes every other. Idempotent.
  // Errors: conflict where not exactly `chunk_count` chunks are staged.
  virtual Result<void> publish(const DocumentRecord& document, std::string_view version, std::uint32_t chunk_count) = 0;
  // Where `twin_id` is published in this very version (same bytes, same pipeline), publishes a copy of its chunks under
  // `document`, with the twin's title, page count and content type. Nothing where the twin has another version or none.
  virtual Result<std::optional<CopiedVersion>> publish_copy(const DocumentRecord& document, std::string_view version,
                                                            std::string_view twin_id) = 0;
  // Same chunks, new path, size, dates: what changes when a document is touched but not edited.
  virtual Result<void> update_record(const DocumentRecord& document) = 0;
  // The document stops answering at once. Removing what is not there is no error.
  virtual Result<void> remove(std::string_view document_id) = 0;
  // Forgets the document's staged chunks that no publish() followed.
  virtual Result<void> discard_staged(std::string_view document_id) = 0;
  // Visits published documents ordered by id; false from the visitor stops.
  virtual Result<void> each_document(const std::function<bool(const PublishedDocument&)>& visit) = 0;

  // Searches end with `unavailable`, reason `deadline`, where theirs has passed.
  // Best first, ties by key. Approximate where the partition is large.
  virtual Result<std::vector<ScoredPoint>> search_dense(const Scope& scope, const DenseQuery& query) = 0;
  // BM25 over the Scope's partitions with their summed statistics. Best first, ties by key.
  virtual Result<std::vector<ScoredPoint>> search_lexical(const Scope& scope, const LexicalQuery& query) = 0;
  // Both of them, by one request where the store is a remote one.
  virtual Result<ScoredLists> search_both(const Scope& scope, const DenseQuery& dense, const LexicalQuery& lexical) {
    ScoredLists lists;
    EDIFY_TRY(lists.dense, search_dense(scope, dense));
    EDIFY_TRY(lists.lexical, search_lexical(scope, lexical));
    return lists;
  }
  // Slips of the pen in a question, by the words that the Scope's documents have. A store that knows no list of its
  // words finds none.
  virtual Result<std::vector<Respelling>> respell(const Scope&, std::string_view) { return std::vector<Respelling>(); }
  // The chunks behind keys, in their order, those that are no longer current or not in scope left out.
  // Hit::score is the exact cosine with `query_vector`.
  virtual Result<std::vector<Hit>> fetch(const Scope& scope, std::span<const PointKey> keys,
                                         std::span<const float, embedding_dimension> query_vector) = 0;

  // Chunks of a document's current version, in order, with the score 0. Empty where the document is not there or not in
  // scope, which look the same.
  virtual Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id,
                                               const ChunkRange& range) = 0;

  // A published document. Nothing where it is not there or not in scope, which look the same.
  virtual Result<std::optional<ReadableDocument>> find_document(const Scope& scope, std::string_view document_id) = 0;
  // Visits all that the Scope shows, in no particular order; false from the visitor stops. The visitor is quick: a read
  // transaction may last as long as the visit. document_list.h makes pages and facets of it.
  virtual Result<void> each_readable(const Scope& scope, const std::function<bool(const ReadableDocument&)>& visit) = 0;

  // True where each is still the current version, in scope.
  virtual Result<bool> are_current(const Scope& scope, std::span<const SeenVersion> versions) = 0;
  // A number that moves whenever a partition of the Scope gains, changes or loses a document.
  virtual Result<std::uint64_t> generation(const Scope& scope) = 0;

  virtual Result<StoreStats> stats() = 0;
  // Writes down what makes the next opening fast, where the store keeps indexes of its own; readers go on meanwhile.
  virtual Result<void> snapshot() { return {}; }
};

}  // namespace edify::store
