// Block-max WAND over one segment. Terms' cursors stand in the order of their texts; the pivot is the first text that
// the terms up to it could lift over the threshold by their highest scores, and it is scored only if the highest
// scores of the blocks around it say so too. Otherwise everything up to the nearest block's end is skipped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "store/embedded/lexical/bm25.h"
#include "store/embedded/lexical/posting_cursor.h"
#include "store/embedded/lexical/top_matches.h"

namespace edify::store::lexical {

// A question's term in one segment.
struct WeightedTerm {
  TermPostings postings;
  double idf = 0;
};

// One thread; finds a segment's matches once.
class BlockMaxWand {
 public:
  // All references must outlive the object. A text's score is summed in the order of `terms`.
  BlockMaxWand(const Segment& segment, std::span<const WeightedTerm> terms, const Bm25& bm25);

  // Offers `top` every text that may belong into it. `number` is the segment's in the matches.
  void run(std::uint32_t number, TopMatches& top);

 private:
  struct Term {
    Term(const Postings& postings, const WeightedTerm& term, const Bm25& bm25);
    PostingCursor cursor;
    double idf;
    double max_score;            // of any posting
    double block_max_score = 0;  // of any posting in bounded_block
    std::uint32_t bounded_block = std::numeric_limits<std::uint32_t>::max();
  };
  // What choosing a pivot needs of a term, close together.
  struct Rank {
    Ordinal ordinal = 0;     // where the cursor stands
    std::uint32_t term = 0;  // index into terms_
    double max_score = 0;
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  Term& term_at(std::size_t rank) { return terms_[ranks_[rank].term]; }
  // The last of the ranks that stand on the pivot's text, or none.
  std::size_t find_pivot(double required) const;
  // The highest score that the blocks around `ordinal` allow the terms up to `pivot`; it holds for the texts before
  // `bound_end`.
  double block_bound(std::size_t pivot, Ordinal ordinal, Ordinal& bound_end);
  // Of the text that all terms up to `pivot` stand on.
  float score(std::size_t pivot, Ordinal ordinal);
  // Moves the term with the highest score: the one whose list saves the most.
  void skip_to(std::size_t pivot, Ordinal target);
  void advance(std::size_t rank, Ordinal target);

  const Segment& segment_;
  const Bm25& bm25_;
  std::vector<Term> terms_;
  std::vector<Rank> ranks_;             // ascending by ordinal
  std::vector<std::uint32_t> matched_;  // scratch of score()
};

}  // namespace edify::store::lexical
