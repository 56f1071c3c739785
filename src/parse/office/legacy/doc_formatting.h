// Which paragraph of a Word 97-2003 document is a heading, a list item, a table's cell: [MS-DOC] styles and PAPX.
// Views into the streams; one thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parse/office/edge_table.h"

namespace edify::parse {

struct DocParagraph {
  int heading_level = 0;  // 0: none
  bool is_list_item = false;
  bool is_in_table = false;
  bool ends_row = false;
  std::vector<EdgeTable::CellFormat> cells;  // of the row, where it ends one
  bool is_header_row = false;
};

class DocFormatting {
 public:
  // `document` and `table` are the streams WordDocument and 0Table or 1Table, and must outlive it.
  DocFormatting(std::string_view document, std::string_view table);

  // The paragraph whose last character is at `position` of the document stream.
  DocParagraph paragraph_at(std::uint32_t position) const;

 private:
  struct Run {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string_view properties;  // istd and grpprl
  };

  void read_styles();
  void read_runs();
  void read_page(std::string_view page);
  int heading_level_of_style(std::uint32_t style) const;

  struct Style {
    std::uint32_t kind = 0;  // its built-in number: 1 … 9 are headings, 62 the title
    std::uint32_t base = 0;
    std::string_view properties;
  };

  std::string_view document_;
  std::string_view table_;
  std::vector<Style> styles_;
  std::vector<Run> runs_;  // ascending
};

}  // namespace edify::parse
