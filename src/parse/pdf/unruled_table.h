// Tables without boxes: between horizontal rules as in papers, or by nothing but aligned columns.
#pragma once

#include "parse/pdf/layout.h"
#include "parse/pdf/rulings.h"

namespace edify::parse::pdf {

// Moves the text between horizontal rules of one length into page.tables where it stands in columns.
void find_tables_between_rules(PageLines& page, const RulingSet& rules);

// Moves rows of aligned cells into page.tables. Asks for more evidence than the above: three rows, aligned sides,
// cells that are no running text, lists or formulas.
void find_aligned_tables(PageLines& page);

}  // namespace edify::parse::pdf
