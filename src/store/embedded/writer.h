// Everything that changes the store. Each method is one transaction, so a kill at any moment leaves the store as
// it was before or after it. One connection under a mutex: thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>

#include "model/chunk.h"
#include "model/document.h"
#include "store/embedded/connection.h"
#include "store/vector_store.h"

namespace edify::store {

class Writer {
 public:
  explicit Writer(Connection connection) : connection_(std::move(connection)) {}

  // See VectorStore for what these mean.
  Result<void> stage(std::string_view document_id, std::string_view version, std::span<const EmbeddedChunk> chunks);
  Result<void> publish(const DocumentRecord& document, std::string_view version, std::uint32_t chunk_count);
  Result<std::optional<CopiedVersion>> publish_copy(const DocumentRecord& document, std::string_view version,
                                                    std::string_view twin_id);
  Result<void> update_record(const DocumentRecord& document);
  Result<void> remove(std::string_view document_id);
  Result<void> discard_staged(std::string_view document_id);

 private:
  struct Published {
    std::int64_t version_id;
    std::int64_t partition_id;
  };
  Result<std::optional<Published>> find_published(std::string_view document_id);
  // The twin's version where it is `version` and current; title, page count and content type go into `document`.
  Result<std::optional<std::int64_t>> take_over_twin(std::string_view twin_id, std::string_view version,
                                                     DocumentRecord& document);
  Result<void> publish_locked(const DocumentRecord& document, std::int64_t version_id, std::uint32_t chunk_count);
  Result<std::int64_t> make_version(std::string_view document_id, std::string_view version);
  Result<std::int64_t> make_partition(const Partition& partition);
  Result<std::uint32_t> count_chunks(std::int64_t version_id);
  Result<void> write_chunk(std::int64_t version_id, const EmbeddedChunk& embedded);
  Result<void> write_document(const DocumentRecord& document, std::int64_t version_id, std::int64_t partition_id,
                              std::uint32_t chunk_count);
  Result<void> delete_other_versions(std::string_view document_id, std::int64_t kept_version);

  // Append to the log of changes and move the partition's generation.
  Result<void> log_added(std::int64_t partition_id, std::int64_t version_id);
  Result<void> log_removed(std::int64_t partition_id, std::int64_t version_id);
  Result<void> bump_generation(std::int64_t partition_id);

  Result<void> update_record_locked(const DocumentRecord& document, const Published& published);

  std::mutex mutex_;
  Connection connection_;
};

}  // namespace edify::store
