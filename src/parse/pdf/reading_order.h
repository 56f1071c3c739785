// The order in which a person reads a page: a recursive cut into bands and columns.
//
// After G. Nagy and S. Seth's XY-cut (1984), but with gutters sought by evidence of text columns, since a cut at
// any white space tears tables, and with lines that span the gutter (titles, wide figures) dividing the columns.
#pragma once

#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// A stretch of one column, rows from top to bottom.
struct Region {
  std::vector<Row> rows;
  bool right_to_left = false;
};

// The page's lines but furniture, main direction first. Rows point into `page`. Thread-safe.
std::vector<Region> reading_order(const PageLines& page);

}  // namespace edify::parse::pdf
