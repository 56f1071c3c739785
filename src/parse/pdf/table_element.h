// Tables found on pages → one Element: text with a span a printed line, HTML with row and column spans, and tables
// that go on over pages joined.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/element.h"
#include "parse/markup/table.h"
#include "parse/pdf/hyphenation.h"
#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// Not thread-safe; refers to `hyphenated`, which must outlive it.
class TableWriter {
 public:
  explicit TableWriter(const HyphenatedWords& hyphenated) : hyphenated_(hyphenated) {}

  // Starts `element` with the table's rows; what was started before must be finished.
  void start(Element& element, const PageLines& page, const TableGrid& table);

  // True where `table`, the first thing on its page, has the columns of the one that was started.
  bool goes_on(const TableGrid& table) const;

  // Appends the rows but those that repeat the heading.
  void append(Element& element, const PageLines& page, const TableGrid& table);

  // Sets the element's html.
  void finish(Element& element);

 private:
  void add_rows(Element& element, const PageLines& page, const TableGrid& table, std::uint16_t first_row);
  std::string add_cell(Element& element, const PageLines& page, const TableCellLines& cell);
  std::uint16_t repeated_rows(const TableGrid& table) const;

  const HyphenatedWords& hyphenated_;
  Table table_;
  std::vector<float> column_edges_;
  std::uint16_t header_rows_ = 0;
};

}  // namespace edify::parse::pdf
