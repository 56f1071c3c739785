// Text rows → a table by its white rivers; shared by the tables that have no boxes.
#pragma once

#include <optional>
#include <vector>

#include "parse/pdf/layout.h"
#include "parse/pdf/rulings.h"
#include "parse/pdf/table_pieces.h"
#include "parse/pdf/table_rows.h"

namespace edify::parse::pdf {

// A table in the making, cut into cells.
struct OpenTable {
  Box box;
  std::vector<float> edges;        // of its columns
  std::vector<Stretch> stretches;  // from the top, a rule between each two

  std::size_t columns() const { return edges.size() - 1; }
  std::vector<const TextRow*> rows() const;
};

// Columns by the rivers through all rows, or, where a rule sets a heading apart, through those below it. Nothing
// where there is one column only. `partial` are shorter rules within: what stands above one spans its columns.
std::optional<OpenTable> make_open_table(const PageLines& page, Box box, std::vector<Stretch> stretches,
                                         const std::vector<Ruling>& partial);

// Two columns filled with running text: no table, whatever its rivers say.
bool is_running_text(const OpenTable& table);

// Cells and empty cells.
TableGrid build_grid(OpenTable table);

}  // namespace edify::parse::pdf
