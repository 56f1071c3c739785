// From a table's text rows to its rows: which printed lines are one row because a cell's text was wrapped.
#pragma once

#include <cstdint>
#include <vector>

#include "parse/pdf/table_pieces.h"

namespace edify::parse::pdf {

// Text rows that no rule divides, from the top.
using Stretch = std::vector<TextRow>;

// Appends the rows of `stretches` to `table`: cells with what each holds, empty ones where there is nothing. Every
// piece must lie in the table's columns. Thread-safe.
void append_rows(TableGrid& table, std::vector<Stretch> stretches);

// The part of neighbouring lines in cells that break although the next word had room: rows, not wrapped text. Of
// `rows` with their columns' edges; 0 where there are no such neighbours.
float hard_breaks(const std::vector<TextRow>& rows, const std::vector<float>& column_edges);

}  // namespace edify::parse::pdf
