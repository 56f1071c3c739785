#include "store/qdrant/qdrant_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/log.h"
#include "store/qdrant/collection.h"
#include "store/qdrant/filters.h"
#include "store/qdrant/outbox.h"
#include "store/qdrant/peer.h"
#include "store/qdrant/point.h"
#include "store/qdrant/scroll.h"
#include "store/qdrant/search.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;
using Kind = Peer::Kind;

}  // namespace

Result<std::unique_ptr<QdrantStore>> QdrantStore::open(const Options& options,
                                                       std::unique_ptr<catalog::VersionRegister> versions) {
  EDIFY_TRY(auto peer, Peer::create(options));
  EDIFY_TRY(const auto collection, prepare_collection(*peer, options.collection, options.layout));
  for (const auto& difference : collection.differences) {
    log::warn("the collection {} is not as configured: {}; `edify reindex` makes it so", collection.name, difference);
  }
  Options as_made = options;
  as_made.layout.average_length = collection.average_length;
  return std::unique_ptr<QdrantStore>(new QdrantStore(as_made, std::move(peer), std::move(versions)));
}

QdrantStore::QdrantStore(const Options& options, std::unique_ptr<Peer> peer,
                         std::unique_ptr<catalog::VersionRegister> versions)
    : options_(options),
      path_(fmt::format("/collections/{}", http::percent_encode(options.collection))),
      peer_(std::move(peer)),
      versions_(std::move(versions)),
      search_(std::make_unique<Search>(*peer_, *versions_, path_)),
      outbox_(std::make_unique<Outbox>(*peer_, *versions_, options)) {}

QdrantStore::~QdrantStore() = default;

Result<void> QdrantStore::stage(std::string_view document_id, std::string_view version,
                                std::span<const EmbeddedChunk> chunks) {
  EDIFY_CHECK(outbox_->finish_left_over());
  if (std::ranges::any_of(chunks, [](const auto& each) { return each.chunk.index >= max_chunks; })) {
    return fail(ErrorCode::over_limit, fmt::format("a document makes more than {} chunks: split it", max_chunks),
                "chunks");
  }
  EDIFY_TRY(const auto begun, versions_->begin(document_id, version));
  // A version names its content, so what is published needs no second writing; and must not be touched.
  if (begun.is_published) return {};
  const VersionMark mark{.document_id = document_id, .version = version, .number = begun.number};
  const PointFormat format{.embedding_model = options_.layout.embedding_model,
                           .average_length = options_.layout.average_length};
  for (std::size_t at = 0; at < chunks.size(); at += points_at_once) {
    std::string points;
    for (const auto& chunk : chunks.subspan(at, std::min(points_at_once, chunks.size() - at))) {
      if (!points.empty()) points += ',';
      append_point(points, mark, chunk, format);
    }
    EDIFY_CHECK(upsert(std::move(points)));
  }
  return {};
}

Result<void> QdrantStore::publish(const DocumentRecord& document, std::string_view version, std::uint32_t chunk_count) {
  EDIFY_CHECK(outbox_->finish_left_over());
  EDIFY_TRY(const auto begun, versions_->begin(document.id, version));
  EDIFY_TRY(const auto staged, count_points(document.id, begun.number));
  if (staged != chunk_count) {
    if (begun.is_published) EDIFY_CHECK(remove(document.id));
    return fail(ErrorCode::conflict,
                fmt::format("{} has {} of {} chunks in Qdrant: ingest it again", document.path, staged, chunk_count),
                begun.is_published ? "lost_chunks" : "staged_chunks");
  }
  EDIFY_TRY(const auto row, versions_->publish(document, begun.number, chunk_count));
  return outbox_->finish(row);
}

Result<std::optional<CopiedVersion>> QdrantStore::publish_copy(const DocumentRecord& document, std::string_view version,
                                                               std::string_view twin_id) {
  EDIFY_CHECK(outbox_->finish_left_over());
  if (twin_id == document.id) return std::nullopt;
  EDIFY_TRY(const auto twins, versions_->find(std::vector{std::string(twin_id)}));
  if (twins.empty() || twins.front().version != version) return std::nullopt;
  const auto& twin = twins.front();
  EDIFY_TRY(const auto begun, versions_->begin(document.id, version));
  if (!begun.is_published) {
    EDIFY_TRY(const auto copied, copy_points(twin, document.id, begun.number));
    // The twin was replaced meanwhile.
    if (copied != twin.chunks) return std::nullopt;
  }
  DocumentRecord record = document;
  record.title = twin.document.title;
  record.page_count = twin.document.page_count;
  record.content_type = twin.document.content_type;
  EDIFY_CHECK(publish(record, version, twin.chunks));
  return CopiedVersion{.chunks = twin.chunks, .pages = record.page_count};
}

Result<void> QdrantStore::update_record(const DocumentRecord& document) {
  EDIFY_TRY(const auto row, versions_->update_record(document));
  return outbox_->finish(row);
}

Result<void> QdrantStore::remove(std::string_view document_id) {
  EDIFY_TRY(const auto row, versions_->remove(document_id));
  if (!row) return {};
  // It does not answer any more, whether or not Qdrant can delete its points now; the row sees to it later.
  if (const auto finished = outbox_->finish(*row); !finished) {
    log::warn("a removed document's chunks are deleted from Qdrant later: {}", finished.error().message);
  }
  return {};
}

Result<void> QdrantStore::discard_staged(std::string_view document_id) {
  EDIFY_TRY(const auto row, versions_->discard(document_id));
  return row ? outbox_->finish(*row) : Result<void>{};
}

Result<void> QdrantStore::each_document(const std::function<bool(const PublishedDocument&)>& visit) {
  return versions_->each([&](const catalog::PublishedVersion& each) {
    return visit({.id = each.document.id, .path = each.document.path, .version = each.version});
  });
}

Result<std::vector<ScoredPoint>> QdrantStore::search_dense(const Scope& scope, const DenseQuery& query) {
  return search_->dense(scope, query);
}

Result<std::vector<ScoredPoint>> QdrantStore::search_lexical(const Scope& scope, const LexicalQuery& query) {
  return search_->lexical(scope, query);
}

Result<ScoredLists> QdrantStore::search_both(const Scope& scope, const DenseQuery& dense, const LexicalQuery& lexical) {
  return search_->both(scope, dense, lexical);
}

Result<std::optional<ReadableDocument>> QdrantStore::find_document(const Scope& scope, std::string_view document_id) {
  const std::string id(document_id);
  EDIFY_TRY(const auto found, versions_->find(std::span(&id, 1)));
  if (found.empty() || !scope.allows(found.front().document.placement.partition)) return std::nullopt;
  return ReadableDocument{found.front().document, found.front().version, found.front().chunks};
}

Result<void> QdrantStore::each_readable(const Scope& scope, const std::function<bool(const ReadableDocument&)>& visit) {
  return versions_->each([&](const catalog::PublishedVersion& each) {
    return !scope.allows(each.document.placement.partition) || visit({each.document, each.version, each.chunks});
  });
}

Result<std::vector<Hit>> QdrantStore::read_chunks(const Scope& scope, std::string_view document_id,
                                                  const ChunkRange& range) {
  return search_->read_chunks(scope, document_id, range);
}

Result<std::vector<Hit>> QdrantStore::fetch(const Scope& scope, std::span<const PointKey> keys,
                                            std::span<const float, embedding_dimension> query_vector) {
  return search_->fetch(scope, keys, query_vector);
}

Result<bool> QdrantStore::are_current(const Scope& scope, std::span<const SeenVersion> versions) {
  std::vector<std::string> ids;
  for (const auto& seen : versions) ids.push_back(seen.document_id);
  EDIFY_TRY(const auto found, versions_->find(ids));
  return std::ranges::all_of(versions, [&](const SeenVersion& seen) {
    const auto current = std::ranges::find(found, seen.document_id, [](const auto& each) { return each.document.id; });
    return current != found.end() && current->version == seen.version &&
           scope.allows(current->document.placement.partition);
  });
}

Result<std::uint64_t> QdrantStore::generation(const Scope& scope) { return versions_->generation(scope); }

Result<StoreStats> QdrantStore::stats() {
  // Whoever asks how the store is wants to know of Qdrant too; once its rest is over this is what finds it back.
  if (peer_->rests()) {
    EDIFY_CHECK(peer_->perform({.method = http::Method::get, .target = "/aliases", .body = {}}));
  }
  EDIFY_TRY(const auto counts, versions_->count());
  return StoreStats{.documents = counts.documents, .chunks = counts.chunks};
}

Result<void> QdrantStore::upsert(std::string points) {
  return peer_->perform({.method = http::Method::put,
                         .target = path_ + "/points?wait=true&ordering=medium",
                         .body = fmt::format(R"({{"points":[{}]}})", points),
                         .kind = Kind::write});
}

Result<std::uint64_t> QdrantStore::count_points(std::string_view document_id, std::uint64_t number) {
  const json::object body{{"filter", filter_of_version(document_id, number)}, {"exact", true}};
  EDIFY_TRY(const auto answer,
            peer_->call({.target = path_ + "/points/count", .body = json::serialize(body), .kind = Kind::write}));
  return read_answer([&]() -> Result<std::uint64_t> { return answer.at("count").to_number<std::uint64_t>(); });
}

Result<std::uint32_t> QdrantStore::copy_points(const catalog::PublishedVersion& twin, std::string_view document_id,
                                               std::uint64_t number) {
  const VersionMark mark{.document_id = document_id, .version = twin.version, .number = number};
  std::uint32_t copied = 0;
  EDIFY_CHECK(scroll(
      *peer_, path_,
      {{"filter", filter_of_version(twin.document.id, twin.number)}, {"with_payload", true}, {"with_vector", true}},
      [&](const json::array& page) -> Result<void> {
        std::string points;
        EDIFY_CHECK(read_answer([&]() -> Result<void> {
          for (const auto& point : page) {
            const auto& payload = point.at("payload").as_object();
            const auto index = payload.at("chunk_index").to_number<std::uint32_t>();
            const json::object copy{{"id", point_id(document_id, twin.version, index)},
                                    {"vector", point.at("vector")},
                                    {"payload", copied_payload(payload, mark)}};
            if (!points.empty()) points += ',';
            points += json::serialize(copy);
          }
          return {};
        }));
        copied += static_cast<std::uint32_t>(page.size());
        return points.empty() ? Result<void>{} : upsert(std::move(points));
      }));
  return copied;
}

}  // namespace edify::store::qdrant
