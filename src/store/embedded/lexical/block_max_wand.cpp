#include "store/embedded/lexical/block_max_wand.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace edify::store::lexical {
namespace {

// Bounds are summed in another order than scores, so they are widened by more than rounding can take from them.
bool may_beat(double bound, float threshold) { return static_cast<float>(bound * (1 + 1e-9)) > threshold; }

}  // namespace

BlockMaxWand::Term::Term(const Postings& postings, const WeightedTerm& term, const Bm25& bm25)
    : cursor(postings, term.postings), idf(term.idf), max_score(term.postings.impacts.max_score(bm25, term.idf)) {}

BlockMaxWand::BlockMaxWand(const Segment& segment, std::span<const WeightedTerm> terms, const Bm25& bm25)
    : segment_(segment), bm25_(bm25), order_(terms.size()) {
  terms_.reserve(terms.size());
  for (const WeightedTerm& term : terms) terms_.emplace_back(*segment.postings, term, bm25);
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::sort(order_, {}, [this](std::uint32_t term) { return terms_[term].cursor.ordinal(); });
}

void BlockMaxWand::run(std::uint32_t number, TopMatches& top) {
  for (;;) {
    const std::size_t pivot = find_pivot(top.threshold());
    if (pivot == none) return;
    const Ordinal ordinal = at(pivot).cursor.ordinal();
    std::uint64_t bound_end = 0;
    if (!may_beat(block_bound(pivot, ordinal, bound_end), top.threshold())) {
      // No text before bound_end can enter; the term with most to lose moves, as it saves the most.
      const auto by_max_score = [this](std::size_t a, std::size_t b) { return at(a).max_score < at(b).max_score; };
      std::size_t mover = 0;
      for (std::size_t rank = 1; rank <= pivot; ++rank) mover = by_max_score(mover, rank) ? rank : mover;
      advance_one(mover, static_cast<Ordinal>(std::min<std::uint64_t>(bound_end, end_of_postings)));
    } else if (at(0).cursor.ordinal() == ordinal) {
      if (!is_deleted(segment_.deleted, ordinal)) top.add({number, ordinal, score(ordinal)});
      advance_all(pivot, ordinal + 1);
    } else {
      std::size_t behind = pivot;
      while (at(behind).cursor.ordinal() == ordinal) --behind;
      advance_one(behind, ordinal);
    }
  }
}

std::size_t BlockMaxWand::find_pivot(float threshold) {
  double bound = 0;
  for (std::size_t rank = 0; rank < order_.size(); ++rank) {
    if (at(rank).cursor.ordinal() == end_of_postings) return none;
    bound += at(rank).max_score;
    if (!may_beat(bound, threshold)) continue;
    while (rank + 1 < order_.size() && at(rank + 1).cursor.ordinal() == at(rank).cursor.ordinal()) ++rank;
    return rank;
  }
  return none;
}

double BlockMaxWand::block_bound(std::size_t pivot, Ordinal ordinal, std::uint64_t& bound_end) {
  bound_end = pivot + 1 < order_.size() ? at(pivot + 1).cursor.ordinal() : end_of_postings;
  double bound = 0;
  for (std::size_t rank = 0; rank <= pivot; ++rank) {
    Term& term = at(rank);
    if (!term.cursor.shallow_advance_to(ordinal)) continue;
    const BlockEntry& block = term.cursor.shallow_entry();
    if (term.bounded_block != term.cursor.shallow_block()) {
      term.bounded_block = term.cursor.shallow_block();
      term.block_max_score = block.impacts.max_score(bm25_, term.idf);
    }
    bound += term.block_max_score;
    bound_end = std::min(bound_end, std::uint64_t{block.last_ordinal} + 1);
  }
  return bound;
}

float BlockMaxWand::score(Ordinal ordinal) {
  const std::uint32_t length = segment_.postings->length(ordinal);
  double sum = 0;
  for (Term& term : terms_) {
    if (term.cursor.ordinal() == ordinal) sum += bm25_.score(term.idf, term.cursor.frequency(), length);
  }
  return static_cast<float>(sum);
}

void BlockMaxWand::advance_all(std::size_t pivot, Ordinal target) {
  // From the last to the first, so that a term which sinks passes only terms that have already moved.
  for (std::size_t rank = pivot + 1; rank-- > 0;) advance_one(rank, target);
}

void BlockMaxWand::advance_one(std::size_t rank, Ordinal target) {
  at(rank).cursor.advance_to(target);
  for (; rank + 1 < order_.size() && at(rank + 1).cursor.ordinal() < at(rank).cursor.ordinal(); ++rank) {
    std::swap(order_[rank], order_[rank + 1]);
  }
}

}  // namespace edify::store::lexical
