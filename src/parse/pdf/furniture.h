// Running headers, footers and page numbers: what stands at the same place of page after page.
#pragma once

#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// Sets Line::furniture. A line near the top or bottom edge is furniture where a page next to its own (or the one
// after, for books with left and right pages) has the same text at the same height, any digits counting as equal; or
// where it is nothing but a page number. Large text must repeat to the letter on three pages, or the numbered
// titles of slides would vanish. Small tables at an edge that repeat are furniture too. `body_size` in points.
// Thread-safe.
void mark_furniture(std::vector<PageLines>& pages, float body_size);

}  // namespace edify::parse::pdf
