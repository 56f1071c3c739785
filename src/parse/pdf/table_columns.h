// Where the columns of a table without vertical rules lie: the white rivers that run down through its rows.
// Pure functions, thread-safe.
#pragma once

#include <vector>

#include "parse/pdf/table_pieces.h"

namespace edify::parse::pdf {

// Words nearer than this are one cell, in ems.
inline constexpr float cell_gap = 0.55F;

// A stretch of a row without a gap as wide as cell_gap.
struct CellExtent {
  float x0 = 0;
  float x1 = 0;
};

std::vector<CellExtent> cell_extents(const TextRow& row);

// The x between each two columns, ascending; empty where no river runs through the rows. Rows of few cells
// (titles within a table) have no say, and in long tables a few rows may cross a river.
std::vector<float> column_cuts(const std::vector<TextRow>& rows);

// Cuts the rows' pieces into cells and sets their columns. `edges` are the cuts and the table's sides.
void cut_into_cells(std::vector<TextRow>& rows, const std::vector<float>& edges, const PageLines& page);

}  // namespace edify::parse::pdf
