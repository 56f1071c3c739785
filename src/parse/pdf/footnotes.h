// Which blocks are footnotes: they stand between the halves of a sentence that runs over the page, and are read after
// it.
#pragma once

#include <vector>

#include "parse/pdf/block_builder.h"

namespace edify::parse::pdf {

// Sets Block::is_footnote: smaller text at the foot of a column, the first of it behind a note's mark ("1", "*", "†").
// Thread-safe.
void mark_footnotes(std::vector<Block>& blocks, const std::vector<PageLines>& pages, float body_size);

}  // namespace edify::parse::pdf
