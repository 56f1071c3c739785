#include "parse/pdf/table_element.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr float same_edge = 6.0F;  // points
constexpr std::string_view cell_separator = " | ";

// The cells' texts of one row, for comparison.
std::vector<std::string> texts_of(const TableGrid& table, std::uint16_t row, const HyphenatedWords& hyphenated) {
  std::vector<std::string> texts;
  for (const TableCellLines& cell : table.cells) {
    if (cell.row != row) continue;
    std::string text;
    for (const Line& line : cell.lines) append_line(text, line.text, hyphenated);
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

void TableWriter::start(Element& element, const PageLines& page, const TableGrid& table) {
  table_ = {};
  column_edges_ = table.column_edges;
  header_rows_ = table.header_rows;
  element.box = shown_box(table.box, page.direction, page);
  add_rows(element, page, table, 0);
}

bool TableWriter::goes_on(const TableGrid& table) const {
  if (table_.rows.empty() || table.column_edges.size() != column_edges_.size()) return false;
  // Left and right pages have different margins.
  const float shift = table.column_edges.front() - column_edges_.front();
  return std::ranges::equal(table.column_edges, column_edges_,
                            [&](float a, float b) { return std::abs(a - shift - b) <= same_edge; });
}

void TableWriter::append(Element& element, const PageLines& page, const TableGrid& table) {
  const std::uint16_t repeated = repeated_rows(table);
  const std::size_t first = table_.rows.size();
  add_rows(element, page, table, repeated);
  for (std::size_t row = first; row < table_.rows.size(); ++row) {
    for (TableCell& cell : table_.rows[row]) cell.is_header = false;
  }
}

void TableWriter::finish(Element& element) {
  element.html = to_element(table_).html;
  table_ = {};
}

std::uint16_t TableWriter::repeated_rows(const TableGrid& table) const {
  std::uint16_t row = 0;
  for (; row < std::max<std::uint16_t>(1, header_rows_) && row < table.rows; ++row) {
    const bool same = std::ranges::equal(texts_of(table, row, hyphenated_), table_.rows[row], {}, {}, &TableCell::text);
    if (!same) break;
  }
  return row;
}

void TableWriter::add_rows(Element& element, const PageLines& page, const TableGrid& table, std::uint16_t first_row) {
  std::size_t row = table.rows;  // none yet
  for (const TableCellLines& cell : table.cells) {
    if (cell.row < first_row) continue;
    if (cell.row != row) {
      row = cell.row;
      table_.rows.emplace_back();
      if (!element.text.empty() && !element.text.ends_with('\n')) element.text.push_back('\n');
    }
    table_.rows.back().push_back({.text = add_cell(element, page, cell),
                                  .row_span = cell.row_span,
                                  .column_span = cell.column_span,
                                  .is_header = cell.row < table.header_rows});
  }
  if (element.text.ends_with('\n')) element.text.pop_back();
}

// Answers the cell's text, which the element's then ends with.
std::string TableWriter::add_cell(Element& element, const PageLines& page, const TableCellLines& cell) {
  std::string text;
  std::vector<Span> spans;
  for (const Line& line : cell.lines) {
    if (line.source == TextSource::ocr) element.source = TextSource::ocr;
    const std::size_t begin = append_line(text, line.text, hyphenated_);
    if (!spans.empty()) spans.back().end = std::min(spans.back().end, static_cast<std::uint32_t>(begin));
    spans.push_back({.begin = static_cast<std::uint32_t>(begin),
                     .end = static_cast<std::uint32_t>(text.size()),
                     .page = page.number,
                     .box = shown_box(line.box, line.direction, page)});
  }
  if (text.empty()) return text;
  if (last_code_point(text) == soft_hyphen) {
    text.replace(text.size() - 2, 2, "-");
    spans.back().end = static_cast<std::uint32_t>(text.size());
  }
  if (!element.text.empty() && !element.text.ends_with('\n')) element.text += cell_separator;
  const auto offset = static_cast<std::uint32_t>(element.text.size());
  for (Span& span : spans) {
    if (span.begin == span.end) continue;
    span.begin += offset;
    span.end += offset;
    element.spans.push_back(span);
  }
  element.text += text;
  return text;
}

}  // namespace edify::parse::pdf
