#include "store/embedded/embedded_store.h"

#include <utility>

#include "base/log.h"
#include "store/embedded/index_keeper.h"
#include "store/embedded/reader.h"
#include "store/embedded/schema.h"
#include "store/embedded/search.h"
#include "store/embedded/selection.h"
#include "store/embedded/snapshot.h"
#include "store/embedded/spelling.h"
#include "store/embedded/writer.h"

namespace edify::store {

EmbeddedStore::EmbeddedStore(std::unique_ptr<Writer> writer, std::unique_ptr<Reader> reader,
                             std::unique_ptr<IndexKeeper> keeper)
    : writer_(std::move(writer)),
      reader_(std::move(reader)),
      keeper_(std::move(keeper)),
      slots_(std::make_unique<SearchSlots>()) {}
EmbeddedStore::~EmbeddedStore() = default;

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(const EmbeddedStoreOptions& options) {
  EDIFY_TRY(auto writing, Connection::open(options.database, sqlite::OpenMode::read_write));
  EDIFY_TRY(auto identity, prepare_schema(writing.database(), options.embedding_model));
  EDIFY_TRY(auto following, Connection::open(options.database, sqlite::OpenMode::read_write));
  EDIFY_TRY(auto keeper,
            IndexKeeper::open(std::move(following),
                              std::make_unique<SnapshotFolder>(options.index_folder, identity, options.database.key),
                              {.follows = options.follow_changes, .graph_threshold = options.graph_threshold}));
  return std::unique_ptr<EmbeddedStore>(
      new EmbeddedStore(std::make_unique<Writer>(std::move(writing)),
                        std::make_unique<Reader>(options.database, options.embedding_model), std::move(keeper)));
}

Result<void> EmbeddedStore::snapshot() { return keeper_->snapshot(); }

Result<void> EmbeddedStore::stage(std::string_view document_id, std::string_view version,
                                  std::span<const EmbeddedChunk> chunks) {
  return writer_->stage(document_id, version, chunks);
}

Result<void> EmbeddedStore::publish(const DocumentRecord& document, std::string_view version,
                                    std::uint32_t chunk_count) {
  EDIFY_CHECK(writer_->publish(document, version, chunk_count));
  follow_own_write();
  return {};
}

Result<std::optional<CopiedVersion>> EmbeddedStore::publish_copy(const DocumentRecord& document,
                                                                 std::string_view version, std::string_view twin_id) {
  EDIFY_TRY(auto copied, writer_->publish_copy(document, version, twin_id));
  if (copied) follow_own_write();
  return copied;
}

Result<void> EmbeddedStore::update_record(const DocumentRecord& document) {
  EDIFY_CHECK(writer_->update_record(document));
  follow_own_write();
  return {};
}

Result<void> EmbeddedStore::remove(std::string_view document_id) {
  EDIFY_CHECK(writer_->remove(document_id));
  follow_own_write();
  return {};
}

Result<void> EmbeddedStore::discard_staged(std::string_view document_id) {
  return writer_->discard_staged(document_id);
}

Result<void> EmbeddedStore::each_document(const std::function<bool(const PublishedDocument&)>& visit) {
  return reader_->each_document(visit);
}

// The writer pays for the index, so that no query waits for it.
void EmbeddedStore::follow_own_write() {
  if (!keeper_->follows()) return;
  // What is written is written; the background thread tries again.
  if (const auto followed = keeper_->catch_up(); !followed) {
    log::warn("the index does not follow the store: {}", followed.error().message);
  }
}

Result<std::shared_ptr<const IndexState>> EmbeddedStore::searchable_state() {
  if (!keeper_->follows()) EDIFY_CHECK(keeper_->catch_up());
  return keeper_->state();
}

Result<std::shared_ptr<const IndexState>> EmbeddedStore::selected_state(const Scope& scope,
                                                                        const Selection& selection) {
  EDIFY_TRY(auto state, searchable_state());
  if (selection.is_everything()) return state;
  EDIFY_TRY(const auto keys, reader_->select(selection));
  return std::make_shared<const IndexState>(restrict_to(*state, scope, keys));
}

Result<std::vector<ScoredPoint>> EmbeddedStore::search_dense(const Scope& scope, const DenseQuery& query) {
  EDIFY_TRY(const auto state, selected_state(scope, query.selection));
  const SearchSlots::Lease slot(*slots_);
  EDIFY_CHECK(query.deadline.check());
  return store::search_dense(*state, scope, query, *slot);
}

Result<std::vector<ScoredPoint>> EmbeddedStore::search_lexical(const Scope& scope, const LexicalQuery& query) {
  EDIFY_TRY(const auto state, selected_state(scope, query.selection));
  EDIFY_CHECK(query.deadline.check());
  return store::search_lexical(*state, scope, query);
}

Result<std::vector<Respelling>> EmbeddedStore::respell(const Scope& scope, std::string_view text) {
  EDIFY_TRY(const auto state, selected_state(scope, {}));
  return store::respell(*state, scope, text);
}

Result<std::vector<Hit>> EmbeddedStore::fetch(const Scope& scope, std::span<const PointKey> keys,
                                              std::span<const float, embedding_dimension> query_vector) {
  return reader_->fetch(scope, keys, query_vector);
}

Result<std::vector<Hit>> EmbeddedStore::read_chunks(const Scope& scope, std::string_view document_id,
                                                    const ChunkRange& range) {
  return reader_->read_chunks(scope, document_id, range);
}

Result<std::optional<ReadableDocument>> EmbeddedStore::find_document(const Scope& scope, std::string_view document_id) {
  return reader_->find_document(scope, document_id);
}

Result<void> EmbeddedStore::each_readable(const Scope& scope,
                                          const std::function<bool(const ReadableDocument&)>& visit) {
  return reader_->each_readable(scope, visit);
}

Result<bool> EmbeddedStore::are_current(const Scope& scope, std::span<const SeenVersion> versions) {
  return reader_->are_current(scope, versions);
}

Result<std::uint64_t> EmbeddedStore::generation(const Scope& scope) { return reader_->generation(scope); }

Result<StoreStats> EmbeddedStore::stats() { return reader_->stats(); }

}  // namespace edify::store
