#include "store/embedded/segments.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace edify::store {

DenseSegment::DenseSegment(SegmentKeys keys, std::vector<HalfVector> vectors, std::optional<Graph> graph)
    : id_(random_uuid()), keys_(std::move(keys)), graph_(std::move(graph)) {
  struct Buffers {
    std::vector<HalfVector> vectors;
    std::vector<CoarseVector> coarse;
  };
  auto buffers = std::make_shared<Buffers>(Buffers{.vectors = std::move(vectors), .coarse = {}});
  if (!graph_) {
    buffers->coarse.reserve(buffers->vectors.size());
    for (const auto& vector : buffers->vectors) buffers->coarse.push_back(to_coarse(vector));
  }
  vectors_ = buffers->vectors;
  coarse_ = buffers->coarse;
  owner_ = std::move(buffers);
}

DenseSegment::DenseSegment(std::string id, SegmentKeys keys, std::span<const HalfVector> vectors,
                           std::span<const CoarseVector> coarse, std::optional<Graph> graph,
                           std::shared_ptr<const void> owner)
    : id_(std::move(id)),
      keys_(std::move(keys)),
      owner_(std::move(owner)),
      vectors_(vectors),
      coarse_(coarse),
      graph_(std::move(graph)) {}

LexicalSegment::LexicalSegment(std::string id, SegmentKeys keys, std::span<const std::byte> bytes,
                               std::shared_ptr<const void> owner, lexical::Postings postings)
    : id_(std::move(id)),
      keys_(std::move(keys)),
      owner_(std::move(owner)),
      bytes_(bytes),
      postings_(std::move(postings)) {}

Result<std::shared_ptr<const LexicalSegment>> LexicalSegment::make(SegmentKeys keys, std::vector<std::byte> bytes) {
  const auto owned = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  return view(random_uuid(), std::move(keys), *owned, owned);
}

Result<std::shared_ptr<const LexicalSegment>> LexicalSegment::view(std::string id, SegmentKeys keys,
                                                                   std::span<const std::byte> bytes,
                                                                   std::shared_ptr<const void> owner) {
  EDIFY_TRY(auto postings, lexical::Postings::open(bytes));
  if (postings.documents() != keys.size()) {
    return fail(ErrorCode::unreadable,
                fmt::format("postings of {} chunks for {} keys", postings.documents(), keys.size()), "index");
  }
  return std::shared_ptr<const LexicalSegment>(
      new LexicalSegment(std::move(id), std::move(keys), bytes, std::move(owner), std::move(postings)));
}

}  // namespace edify::store
