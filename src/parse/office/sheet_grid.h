// A sheet's cells and merged ranges, and the tables that people see in them. Pure functions over plain values; shared
// by XLSX and ODS.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "parse/limits.h"

namespace edify::parse {

struct SheetCell {
  std::uint32_t row = 0;  // from 0
  std::uint32_t column = 0;
  std::string text;  // as shown, one line, not empty
  bool is_text = true;
};

struct MergedRange {
  std::uint32_t row = 0, column = 0, last_row = 0, last_column = 0;
};

struct SheetGrid {
  std::vector<SheetCell> cells;  // ascending by row, then column
  std::vector<MergedRange> merged;
};

// What stands on a sheet: a table, or a text of its own, with the place of its top left corner.
struct SheetBlock {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::vector<Element> elements;
};

// Blocks are parted by empty rows and columns. A single cell is a text; so is a merged cell as wide as the table right
// below it. Long tables come in parts that repeat the first row. By rows, then columns.
// Errors: over_limit ("elements") where a table of few cells spans more places than limits.elements.
Result<std::vector<SheetBlock>> find_sheet_blocks(SheetGrid grid, const Limits& limits);

}  // namespace edify::parse
