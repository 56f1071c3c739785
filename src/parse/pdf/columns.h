// Where a region of a page splits into columns of text, and where what looks like columns is a table.
#pragma once

#include <optional>
#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

using Lines = std::vector<const Line*>;  // pointers into one PageLines::lines, so their order is the file's order

// A part of a region between lines that span the gutter, from the top.
struct Band {
  Lines spanning;  // alone in its band
  Lines left;
  Lines right;
};

// The x of the gutter that splits `lines`, if there is good evidence of columns: text that fills both sides, a file
// order that finishes one side before the other, baselines that do not match. Rows of short matching cells are a
// table and no gutter. Thread-safe.
std::optional<float> find_gutter(const Lines& lines);

// Every line is in exactly one band. `lines` in any order.
std::vector<Band> split_into_bands(Lines lines, float gutter);

}  // namespace edify::parse::pdf
