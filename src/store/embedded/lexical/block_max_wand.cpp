#include "store/embedded/lexical/block_max_wand.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace edify::store::lexical {
namespace {

// What a bound must reach for a text to be kept. Bounds are summed in another order than scores, so this is lower
// than the threshold by more than rounding can take from a sum.
double required_bound(float threshold) { return threshold - std::abs(static_cast<double>(threshold)) * 1e-9; }

}  // namespace

BlockMaxWand::Term::Term(const Postings& postings, const WeightedTerm& term, const Bm25& bm25)
    : cursor(postings, term.postings), idf(term.idf), max_score(term.postings.impacts.max_score(bm25, term.idf)) {}

BlockMaxWand::BlockMaxWand(const Segment& segment, std::span<const WeightedTerm> terms, const Bm25& bm25)
    : segment_(segment), bm25_(bm25) {
  terms_.reserve(terms.size());
  for (const WeightedTerm& weighted : terms) {
    const Term& term = terms_.emplace_back(*segment.postings, weighted, bm25);
    ranks_.push_back({term.cursor.ordinal(), static_cast<std::uint32_t>(ranks_.size()), term.max_score});
  }
  std::ranges::sort(ranks_, {}, &Rank::ordinal);
}

void BlockMaxWand::run(std::uint32_t number, TopMatches& top) {
  double required = required_bound(top.threshold());
  for (std::size_t pivot = find_pivot(required); pivot != none; pivot = find_pivot(required)) {
    const Ordinal ordinal = ranks_[pivot].ordinal;
    Ordinal bound_end = 0;
    if (block_bound(pivot, ordinal, bound_end) <= required) {
      skip_to(pivot, bound_end);
    } else if (ranks_[0].ordinal == ordinal) {
      if (!is_deleted(segment_.deleted, ordinal)) {
        top.add({number, ordinal, score(pivot, ordinal)});
        required = required_bound(top.threshold());
      }
      // From the last to the first, so that a term which falls back passes only terms that have already moved.
      for (std::size_t rank = pivot + 1; rank-- > 0;) advance(rank, ordinal + 1);
    } else {
      std::size_t behind = pivot;
      while (ranks_[behind].ordinal == ordinal) --behind;
      advance(behind, ordinal);
    }
  }
}

std::size_t BlockMaxWand::find_pivot(double required) const {
  double bound = 0;
  for (std::size_t rank = 0; rank < ranks_.size() && ranks_[rank].ordinal != end_of_postings; ++rank) {
    bound += ranks_[rank].max_score;
    if (bound <= required) continue;
    while (rank + 1 < ranks_.size() && ranks_[rank + 1].ordinal == ranks_[rank].ordinal) ++rank;
    return rank;
  }
  return none;
}

double BlockMaxWand::block_bound(std::size_t pivot, Ordinal ordinal, Ordinal& bound_end) {
  bound_end = pivot + 1 < ranks_.size() ? ranks_[pivot + 1].ordinal : end_of_postings;
  double bound = 0;
  for (std::size_t rank = 0; rank <= pivot; ++rank) {
    Term& term = term_at(rank);
    if (!term.cursor.shallow_advance_to(ordinal)) continue;
    const BlockEntry& block = term.cursor.shallow_entry();
    if (term.bounded_block != term.cursor.shallow_block()) {
      term.bounded_block = term.cursor.shallow_block();
      term.block_max_score = block.impacts.max_score(bm25_, term.idf);
    }
    bound += term.block_max_score;
    if (block.last_ordinal < bound_end) bound_end = block.last_ordinal + 1;
  }
  return bound;
}

float BlockMaxWand::score(std::size_t pivot, Ordinal ordinal) {
  // In the question's order, so that the same text has the same score to the last bit in every search.
  matched_.clear();
  for (std::size_t rank = 0; rank <= pivot; ++rank) matched_.push_back(ranks_[rank].term);
  std::ranges::sort(matched_);
  const std::uint32_t length = segment_.postings->length(ordinal);
  double sum = 0;
  for (const std::uint32_t index : matched_) {
    Term& term = terms_[index];
    sum += bm25_.score(term.idf, term.cursor.frequency(), length);
  }
  return static_cast<float>(sum);
}

void BlockMaxWand::skip_to(std::size_t pivot, Ordinal target) {
  const auto up_to_pivot = std::span(ranks_).first(pivot + 1);
  const auto highest = std::ranges::max_element(up_to_pivot, {}, &Rank::max_score);
  advance(static_cast<std::size_t>(highest - up_to_pivot.begin()), target);
}

void BlockMaxWand::advance(std::size_t rank, Ordinal target) {
  PostingCursor& cursor = term_at(rank).cursor;
  cursor.advance_to(target);
  ranks_[rank].ordinal = cursor.ordinal();
  for (; rank + 1 < ranks_.size() && ranks_[rank + 1].ordinal < ranks_[rank].ordinal; ++rank) {
    std::swap(ranks_[rank], ranks_[rank + 1]);
  }
}

}  // namespace edify::store::lexical
