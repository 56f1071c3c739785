// Words → printed lines.
//
// The file's own order is followed as far as it keeps to a line, because it is the logical order of bidirectional
// text and of sub- and superscripts. Pieces that ended up apart, though they stand side by side, are joined after.
#pragma once

#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// In the file's order, all directions. A line never crosses a gap wider than about an em, so neither a column's
// gutter nor the space between two cells. Text printed twice at one place counts once. Thread-safe.
std::vector<Line> build_lines(const PageGlyphs& page);

}  // namespace edify::parse::pdf
