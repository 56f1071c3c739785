// Tables, code and formulas out of gumbo's tree. Pure functions.
#pragma once

#include <gumbo.h>

#include <string>

#include "parse/markup/table.h"

namespace edify::parse {

// True for a table that only places things on the page: said so (role=presentation), one column, or tables,
// headings or lists of paragraphs within it and no header cell.
bool is_layout_table(const GumboNode& table);

// `table` is a <table>. A nested table's text is part of its cell. Spans above 1,000 are taken as 1,000.
Table read_table(const GumboNode& table);

// All text below, line breaks as they are (<br> is one).
std::string raw_text(const GumboNode& node);

// A <math>: its TeX where it carries one, else its symbols.
std::string math_text(const GumboNode& math);

}  // namespace edify::parse
