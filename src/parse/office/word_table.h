// A Word table's grid: which cells there are and what they span. The cells' text is the caller's. Pure function.
#pragma once

#include <functional>
#include <string>

#include "parse/markup/table.h"
#include "parse/office/xml.h"

namespace edify::parse {

// `table` is a w:tbl; `read_cell` gives a w:tc's text. Rows that a tracked change deleted are left out.
Table read_word_table(const pugi::xml_node& table, const std::function<std::string(const pugi::xml_node&)>& read_cell);

// The only cell of a table that frames one; a null node where there are more.
pugi::xml_node only_cell(const pugi::xml_node& table);

}  // namespace edify::parse
