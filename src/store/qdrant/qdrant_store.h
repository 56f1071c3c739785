// The store in Qdrant, over its REST API: for more vectors, and more processes, than one file serves.
//
//   catalog/version_register.h  says which version of a document is current: the truth
//   outbox.h                    brings Qdrant in line with it
//   search.h                    asks, and takes what is current and in scope
//   peer.h, collection.h        how Qdrant is spoken to, how its collection is laid out
//
// Staged points have no module, so no Scope matches them. publish() decides in the register and then shows the points;
// in between the document is absent for a moment. Every hit is checked against the register, so what Qdrant has too
// much (an old version whose deletion is still to come) is seen by nobody. All methods are thread-safe.
#pragma once

#include <memory>

#include "catalog/version_register.h"
#include "store/qdrant/options.h"
#include "store/vector_store.h"

namespace edify::store::qdrant {

class Outbox;
class Peer;
class Search;
struct Collection;

class QdrantStore final : public VectorStore {
 public:
  // Makes the collection where there is none; logs where an existing one is laid out otherwise.
  // Errors: invalid_argument (embedding_model, collection, the CA file), unavailable.
  static Result<std::unique_ptr<QdrantStore>> open(const Options& options,
                                                   std::unique_ptr<catalog::VersionRegister> versions);
  ~QdrantStore() override;

  Result<void> stage(std::string_view document_id, std::string_view version,
                     std::span<const EmbeddedChunk> chunks) override;
  // Also conflict (lost_chunks) where what was published is not in Qdrant any more: it is forgotten, so that the next
  // try writes it anew.
  Result<void> publish(const DocumentRecord& document, std::string_view version, std::uint32_t chunk_count) override;
  Result<std::optional<CopiedVersion>> publish_copy(const DocumentRecord& document, std::string_view version,
                                                    std::string_view twin_id) override;
  Result<void> update_record(const DocumentRecord& document) override;
  Result<void> remove(std::string_view document_id) override;
  Result<void> discard_staged(std::string_view document_id) override;
  Result<void> each_document(const std::function<bool(const PublishedDocument&)>& visit) override;

  Result<std::vector<ScoredPoint>> search_dense(const Scope& scope, const DenseQuery& query) override;
  Result<std::vector<ScoredPoint>> search_lexical(const Scope& scope, const LexicalQuery& query) override;
  Result<ScoredLists> search_both(const Scope& scope, const DenseQuery& dense, const LexicalQuery& lexical) override;
  Result<std::optional<ReadableDocument>> find_document(const Scope& scope, std::string_view document_id) override;
  Result<void> each_readable(const Scope& scope, const std::function<bool(const ReadableDocument&)>& visit) override;
  Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id,
                                       const ChunkRange& range) override;
  Result<std::vector<Hit>> fetch(const Scope& scope, std::span<const PointKey> keys,
                                 std::span<const float, embedding_dimension> query_vector) override;

  Result<bool> are_current(const Scope& scope, std::span<const SeenVersion> versions) override;
  Result<std::uint64_t> generation(const Scope& scope) override;
  Result<StoreStats> stats() override;

 private:
  QdrantStore(const Options& options, std::unique_ptr<Peer> peer, std::unique_ptr<catalog::VersionRegister> versions);
  Result<void> upsert(std::string points);
  Result<std::uint64_t> count_points(std::string_view document_id, std::uint64_t number);
  Result<std::uint32_t> copy_points(const catalog::PublishedVersion& twin, std::string_view document_id,
                                    std::uint64_t number);

  const Options options_;
  const std::string path_;  // "/collections/edify_documents"
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<catalog::VersionRegister> versions_;
  std::unique_ptr<Search> search_;
  std::unique_ptr<Outbox> outbox_;  // last: its thread uses the others
};

}  // namespace edify::store::qdrant
