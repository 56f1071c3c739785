// Tables of contents: titles that a row of dots leads to page numbers, as tables of two columns.
#pragma once

#include <string_view>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// Moves three or more such rows below each other into page.tables; a title's earlier lines go with it. Thread-safe.
void find_contents_tables(PageLines& page);

// "1.2 Rivers . . . . . 17": a dotted leader, then a page number or nothing.
bool ends_in_leader(std::string_view text);

}  // namespace edify::parse::pdf
