// Which blocks are headings, and of which level: decided over the whole document, so that one style is one level.
#pragma once

#include <vector>

#include "parse/pdf/block_builder.h"

namespace edify::parse::pdf {

// The size of most of the document's characters, in points; 0 without text.
float body_text_size(const std::vector<PageLines>& pages);

// Sets Block::heading_level (1 is the highest). Size and weight against the body make a heading, numbering and
// capitals help; larger styles are higher, and numbered headings go down with their number. Lines of one large heading
// that stand further apart than the body's become one block. Thread-safe.
void find_headings(std::vector<Block>& blocks, float body_size);

}  // namespace edify::parse::pdf
