// Rows of a region → blocks: paragraphs, list items, headings, captions, table rows, code.
#pragma once

#include <vector>

#include "parse/pdf/layout.h"
#include "parse/pdf/reading_order.h"

namespace edify::parse::pdf {

enum class BlockKind : std::uint8_t {
  text,
  list_item,
  caption,
  tabular,  // rows of cells that are no table for certain
  code,
  table,  // one row of one line, which stands for PageLines::tables[line.table]
};

// Lines that belong together. Which text blocks are headings is decided over the whole document (headings.h).
struct Block {
  BlockKind kind = BlockKind::text;
  std::vector<Row> rows;  // one cell each, but in tabular blocks
  std::uint32_t page = 0;
  bool right_to_left = false;
  bool starts_region = false;  // the first text of its column: the last column's may go on here
  bool reaches_end = false;    // its last line fills the column: the text may go on elsewhere
  int heading_level = 0;       // 0: no heading
  bool is_footnote = false;
};

// Blocks of the region from top to bottom. Thread-safe.
std::vector<Block> build_blocks(const Region& region, std::uint32_t page);

// The first line, and the text-bearing measure of a block: size and style of its first line's longest cell.
const Line& first_line(const Block& block);
const Line& last_line(const Block& block);

}  // namespace edify::parse::pdf
