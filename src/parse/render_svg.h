// A parsed document as a picture of what was understood: for looking at layout, and for the documentation's figures.
// Pure function, thread-safe.
#pragma once

#include <string>

#include "model/element.h"

namespace edify::parse {

// One SVG, the pages below each other: each element's box in the colour of its type with its place in the reading
// order, and its text line by line where it stands. Elements know no page size, so a page is drawn as wide and high as
// what is on it, with the margins of its left and top on its right and bottom too. Documents without pages make an
// empty picture.
std::string render_svg(const ParsedDocument& document);

}  // namespace edify::parse
