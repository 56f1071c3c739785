// Crossing rules → grids of slots, and which slots are one cell. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "parse/pdf/rulings.h"

namespace edify::parse::pdf {

// The rules of one table: each crosses or touches another of them.
struct RuleGrid {
  std::vector<float> xs;  // ascending, columns + 1
  std::vector<float> ys;  // ascending, rows + 1
  RulingSet rules;

  std::size_t columns() const { return xs.size() - 1; }
  std::size_t rows() const { return ys.size() - 1; }
};

// Largest first slot to last slot of a cell, inclusive.
struct GridCell {
  std::uint16_t row = 0;
  std::uint16_t column = 0;
  std::uint16_t last_row = 0;
  std::uint16_t last_column = 0;
};

// Groups of rules that make at least two rows and two columns. Sorted from the top.
std::vector<RuleGrid> find_grids(const RulingSet& rules);

// Every slot is in exactly one cell. Sorted by row, then column.
std::vector<GridCell> grid_cells(const RuleGrid& grid);

}  // namespace edify::parse::pdf
