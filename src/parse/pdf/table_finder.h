// Finds a page's tables: boxed by rules first, then by coloured cells, between horizontal rules, by alignment.
#pragma once

#include "parse/pdf/layout.h"
#include "parse/pdf/rulings.h"

namespace edify::parse::pdf {

// Moves tables' text from page.lines to page.tables and leaves a line in each one's place; forgets the words'
// places. `rulings` in the frame of the page's direction; none for a page read from its picture. Thread-safe.
void find_tables(PageLines& page, const Rulings& rulings);

// Narrow columns without any text are a drawing's padding.
void drop_blank_columns(TableGrid& table);

}  // namespace edify::parse::pdf
