#include "store/embedded/search.h"

#include <algorithm>
#include <numeric>

#include "store/embedded/best_points.h"
#include "store/embedded/lexical/search.h"

namespace edify::store {
namespace {

struct ScannedVector : ScoredPoint {
  const HalfVector* vector;
};

// Neighbours that a graph search keeps in hand. With several graphs in the Scope each finds a part of the answer,
// so each gets less at first; measured by bench/ann_bench for recall@10 >= 0.99.
constexpr std::size_t effort_alone = 128;
constexpr std::size_t effort_among_many = 64;

// Scans the bytes of all segments for twice as many points as are wanted, then looks at the halves of these.
// The bytes' error (0.0006 at one sigma) is far smaller than the distance that doubling bridges.
void scan(std::span<const LiveDense* const> lives, const HalfVector& query, const DenseQuery& wanted,
          BestPoints& best) {
  constexpr float byte_error = 0.005F;
  const ByteVector byte_query = to_bytes(query);
  Best<ScannedVector> candidates(2 * wanted.limit, wanted.threshold - byte_error);
  for (const auto* live : lives) {
    const auto& segment = *live->segment;
    for (Ordinal ordinal = 0; ordinal < segment.bytes().size(); ++ordinal) {
      const float score = cosine(byte_query, segment.bytes()[ordinal]);
      if (!candidates.would_take(score) || live->deleted->contains(ordinal)) continue;
      candidates.add({{.key = segment.keys()[ordinal], .score = score}, &segment.vectors()[ordinal]});
    }
  }
  for (const auto& candidate : std::move(candidates).sorted()) {
    best.add({.key = candidate.key, .score = cosine(query, *candidate.vector)});
  }
}

struct GraphSearch {
  const LiveDense* live;
  std::vector<Neighbor> found;
};

Result<void> run(GraphSearch& search, const HalfVector& query, std::size_t effort, SearchSlot slot) {
  const auto& segment = *search.live->segment;
  EDIFY_TRY(search.found, segment.graph()->search(segment.vectors(), query, effort, *search.live->deleted, slot));
  return {};
}

void collect(const GraphSearch& search, BestPoints& best) {
  const auto& keys = search.live->segment->keys();
  for (const auto& neighbor : search.found) best.add({.key = keys[neighbor.ordinal], .score = neighbor.score});
}

// First a little effort in every graph; then again, with all of it, in those whose last neighbour would still be in
// the answer: they may hold more of it.
Result<void> search_graphs(std::span<const LiveDense* const> graphs, const HalfVector& query, std::size_t limit,
                           SearchSlot slot, BestPoints& best) {
  const std::size_t most_effort = std::max(effort_alone, limit);
  const std::size_t first_effort = graphs.size() == 1 ? most_effort : effort_among_many;
  std::vector<GraphSearch> searches;
  for (const auto* live : graphs) {
    searches.push_back({.live = live, .found = {}});
    EDIFY_CHECK(run(searches.back(), query, first_effort, slot));
  }
  if (first_effort < most_effort) {
    BestPoints preview = best;
    for (const auto& search : searches) collect(search, preview);
    for (auto& search : searches) {
      const bool is_full = search.found.size() == first_effort;
      if (is_full && preview.would_take(search.found.back().score)) EDIFY_CHECK(run(search, query, most_effort, slot));
    }
  }
  for (const auto& search : searches) collect(search, best);
  return {};
}

}  // namespace

SearchSlots::SearchSlots() : free_(most_concurrent_searches) { std::iota(free_.rbegin(), free_.rend(), SearchSlot{0}); }

SearchSlot SearchSlots::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return !free_.empty(); });
  const SearchSlot slot = free_.back();
  free_.pop_back();
  return slot;
}

void SearchSlots::give_back(SearchSlot slot) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }
  returned_.notify_one();
}

Result<std::vector<ScoredPoint>> search_dense(const IndexState& state, const Scope& scope, const DenseQuery& query,
                                              SearchSlot slot) {
  const HalfVector vector = to_half(query.vector);
  BestPoints best(query.limit, query.threshold);
  std::vector<const LiveDense*> graphs;
  std::vector<const LiveDense*> scanned;
  for (const auto& [partition, index] : state.partitions) {
    if (!scope.allows(partition)) continue;
    for (const auto& live : index.dense) {
      (live.segment->graph() != nullptr ? graphs : scanned).push_back(&live);
    }
  }
  scan(scanned, vector, query, best);
  EDIFY_CHECK(search_graphs(graphs, vector, query.limit, slot, best));
  return std::move(best).sorted();
}

std::vector<ScoredPoint> search_lexical(const IndexState& state, const Scope& scope, const LexicalQuery& query) {
  std::vector<const LiveLexical*> lives;
  std::vector<lexical::Segment> segments;
  for (const auto& [partition, index] : state.partitions) {
    if (!scope.allows(partition)) continue;
    for (const auto& live : index.lexical) {
      lives.push_back(&live);
      segments.push_back({.postings = &live.segment->postings(), .deleted = live.deleted->words()});
    }
  }
  std::vector<ScoredPoint> points;
  for (const auto& match : lexical::search(segments, query.text, query.limit)) {
    points.push_back({.key = lives[match.segment]->segment->keys()[match.ordinal], .score = match.score});
  }
  std::ranges::sort(points, is_better);
  return points;
}

}  // namespace edify::store
