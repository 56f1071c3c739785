// Pages whose pieces are numbered along the rows, though they are set in columns: exercises of a worksheet, cards.
//
//     1. Add.        2. Subtract.
//     3. Multiply.   4. Divide.
//
// Column by column they would read 1, 3, 2, 4. The numbers say better.
#pragma once

#include <vector>

#include "parse/pdf/columns.h"

namespace edify::parse::pdf {

// A row of the grid: what stands in its first and its second column.
struct GridRow {
  Lines first;
  Lines second;
};

// The rows of both columns, from the top, if the numbers that begin lines in them count on by one along the rows and
// the columns apart do not. What stands above the first number is a row of its own. Empty otherwise. Thread-safe.
std::vector<GridRow> rows_of_numbered_grid(const Lines& first, const Lines& second);

}  // namespace edify::parse::pdf
