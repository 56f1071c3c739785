#include "store/embedded/search.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <span>

#include "store/embedded/best_points.h"
#include "store/embedded/lexical/search.h"

namespace edify::store {
namespace {

// The `limit` best of a rough scan. Keeps up to twice as many and cuts when it is full, which costs a point less than
// a heap of hundreds.
class Candidates {
 public:
  struct Candidate : ScoredPoint {
    const HalfVector* vector;
  };

  explicit Candidates(std::size_t limit) : limit_(limit) { list_.reserve(2 * limit); }

  bool would_take(float score) const { return score >= floor_; }
  void add(const Candidate& candidate) {
    list_.push_back(candidate);
    if (list_.size() == 2 * limit_) cut();
  }
  std::span<const Candidate> best() {
    if (list_.size() > limit_) cut();
    return list_;
  }

 private:
  void cut() {
    const auto last = list_.begin() + static_cast<std::ptrdiff_t>(limit_) - 1;
    std::ranges::nth_element(list_, last, is_better);
    list_.resize(limit_);
    floor_ = list_.back().score;
  }

  std::size_t limit_;
  float floor_ = std::numeric_limits<float>::lowest();
  std::vector<Candidate> list_;
};

// Halves looked at for each point that is wanted, and at least. Of MiniLM's vectors of 100,000 chunks this finds all
// of the 10 nearest and 97 % of the 100 nearest (docs/decisions/dense-scan.md).
constexpr std::size_t halves_a_point = 4;
constexpr std::size_t least_halves = 200;

// Neighbours that a graph search keeps in hand. With several graphs in the Scope each finds a part of the answer,
// so each gets less at first; measured by bench/ann_bench for recall@10 >= 0.99.
constexpr std::size_t effort_alone = 128;
constexpr std::size_t effort_among_many = 64;

void prefetch(const HalfVector& vector) {
  constexpr std::size_t cache_line = 64;
  const auto* bytes = reinterpret_cast<const char*>(&vector);
  for (std::size_t at = 0; at < sizeof(vector); at += cache_line) __builtin_prefetch(bytes + at);
}

// Scans the coarse vectors of all segments, then looks at the halves of the best.
void scan(std::span<const LiveDense* const> lives, const HalfVector& query, const DenseQuery& wanted,
          BestPoints& best) {
  const ByteQuery rough_query = to_byte_query(query);
  Candidates candidates(std::max(least_halves, halves_a_point * wanted.limit));
  for (const auto* live : lives) {
    const auto& segment = *live->segment;
    const auto coarse = segment.coarse();
    std::array<float, 512> scores;
    for (std::size_t begin = 0; begin < coarse.size(); begin += scores.size()) {
      const auto run = coarse.subspan(begin, std::min(scores.size(), coarse.size() - begin));
      rough_cosines(rough_query, run, std::span(scores).first(run.size()));
      for (std::size_t i = 0; i < run.size(); ++i) {
        const auto ordinal = static_cast<Ordinal>(begin + i);
        if (!candidates.would_take(scores[i]) || live->deleted->contains(ordinal)) continue;
        candidates.add({{.key = segment.keys()[ordinal], .score = scores[i]}, &segment.vectors()[ordinal]});
      }
    }
  }
  const auto chosen = candidates.best();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (i + 4 < chosen.size()) prefetch(*chosen[i + 4].vector);  // they lie all over the memory
    best.add({.key = chosen[i].key, .score = cosine(query, *chosen[i].vector)});
  }
}

// A graph of which little is alive finds less of it the less there is; looking at all of that costs no more.
constexpr std::size_t sparse_share = 16;
constexpr std::size_t always_looked_at = 4096;

bool is_sparse(const LiveDense& live) {
  return live.alive() <= std::max(always_looked_at, live.total() / sparse_share) && live.alive() < live.total();
}

void look_at_all(const LiveDense& live, const HalfVector& query, BestPoints& best) {
  const auto& segment = *live.segment;
  for (Ordinal ordinal = 0; ordinal < live.total(); ++ordinal) {
    if (live.deleted->contains(ordinal)) continue;
    best.add({.key = segment.keys()[ordinal], .score = cosine(query, segment.vectors()[ordinal])});
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
Result<void> search_graphs(std::span<const LiveDense* const> graphs, const HalfVector& query, const DenseQuery& wanted,
                           SearchSlot slot, BestPoints& best) {
  const std::size_t most_effort = std::max(effort_alone, wanted.limit);
  const std::size_t first_effort = graphs.size() == 1 ? most_effort : effort_among_many;
  std::vector<GraphSearch> searches;
  for (const auto* live : graphs) {
    EDIFY_CHECK(wanted.deadline.check());
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
      if (live.segment->graph() != nullptr && is_sparse(live)) {
        look_at_all(live, vector, best);
        continue;
      }
      (live.segment->graph() != nullptr ? graphs : scanned).push_back(&live);
    }
  }
  scan(scanned, vector, query, best);
  EDIFY_CHECK(search_graphs(graphs, vector, query, slot, best));
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
