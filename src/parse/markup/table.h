// A table as markup gives it, and its two forms in an Element. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/element.h"

namespace edify::parse {

struct TableCell {
  std::string text;  // normalised, one line
  std::uint16_t row_span = 1;
  std::uint16_t column_span = 1;
  bool is_header = false;
};

struct Table {
  std::string caption;
  std::vector<std::vector<TableCell>> rows;
};

// An Element of type table: html is `<table>` with <tr>, <th> or <td>, rowspan and colspan and nothing else;
// text has a line a row, cells separated by " | ".
Element to_element(const Table& table);

// &, <, > and " as entities.
std::string escape_html(std::string_view text);

}  // namespace edify::parse
