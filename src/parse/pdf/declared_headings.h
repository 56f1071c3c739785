// Headings that the document declares, in its outline (bookmarks) or its structure tree (tags): what style alone does
// not show.
#pragma once

#include <vector>

#include "parse/pdf/block_builder.h"
#include "parse/pdf/pdfium_document.h"

namespace edify::parse::pdf {

// After find_headings. A heading is a block whose text is tagged as one, unless the tags make headings of half the
// document; and a block, or the lines that begin it, with the text of an outline's entry on its page. Lines behind it
// become a block of their own. Levels are those declared, below what the look of the page puts above all of them (a
// paper's title). Entries that no text answers to change nothing. Thread-safe.
void apply_declared_headings(std::vector<Block>& blocks, const std::vector<OutlineEntry>& outline);

}  // namespace edify::parse::pdf
