// Where could a gutter be? Every line votes for the white between itself and its right neighbour in the row.
#pragma once

#include <optional>
#include <vector>

#include "parse/pdf/columns.h"

namespace edify::parse::pdf {

// True where two lines stand side by side rather than above each other.
bool share_a_row(const Line& a, const Line& b);

class GapVotes {
 public:
  // `lines` from top to bottom, at least one.
  explicit GapVotes(const Lines& lines);

  // The x in the strongest gap that is left which the fewest lines cross; the gap is then struck out. Nothing once
  // fewer than two rows agree on one.
  std::optional<float> take_best();

 private:
  std::size_t bin_of(float x) const;

  float left_ = 0;
  std::vector<int> votes_;
  std::vector<int> crossings_;  // lines over each bin
};

}  // namespace edify::parse::pdf
