// Where a region of a page splits into columns of text, and where what looks like columns is a table.
#pragma once

#include <optional>
#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

using Lines = std::vector<const Line*>;  // pointers into one PageLines::lines, so their order is the file's order

// A part of a region, from the top. Either `across`: lines that span the gutter, with what stands beside them; or
// what is left and right of the gutter.
struct Band {
  Lines across;
  Lines left;
  Lines right;
};

// The bands of the best split of `lines` into two columns, if there is good evidence of columns: text that fills
// both sides, a file order that finishes one side before the other, baselines that do not match. Rows of short
// matching cells are a table and no columns. Every line is in exactly one band. Thread-safe.
std::optional<std::vector<Band>> split_into_columns(Lines lines);

}  // namespace edify::parse::pdf
