// Tables whose cells are boxed by rules: the grid that crossing rules make, with cells spanning where a rule is left
// out, and open sides where the rules run past the last crossing.
#pragma once

#include <cstdint>

#include "parse/pdf/layout.h"
#include "parse/pdf/rulings.h"

namespace edify::parse::pdf {

// What the rules are: lines, or the sides of coloured cells as well, which promise less.
enum class RuleKind : std::uint8_t { drawn, shading };

// Moves the text of every ruled table into page.tables. `rules` in the frame of the page's direction. Frames around
// text, charts, diagrams and page borders are no tables: a table has text in many cells of two rows and columns at
// least. Thread-safe.
void find_ruled_tables(PageLines& page, const RulingSet& rules, RuleKind kind);

}  // namespace edify::parse::pdf
