#include "parse/markup/table.h"

#include <fmt/format.h>

#include <iterator>

namespace edify::parse {
namespace {

void append_cell(std::string& html, const TableCell& cell) {
  const std::string_view tag = cell.is_header ? "th" : "td";
  auto out = std::back_inserter(html);
  fmt::format_to(out, "<{}", tag);
  if (cell.row_span > 1) fmt::format_to(out, " rowspan=\"{}\"", cell.row_span);
  if (cell.column_span > 1) fmt::format_to(out, " colspan=\"{}\"", cell.column_span);
  fmt::format_to(out, ">{}</{}>", escape_html(cell.text), tag);
}

std::string to_html(const Table& table) {
  std::string html = "<table>";
  if (!table.caption.empty()) html += "<caption>" + escape_html(table.caption) + "</caption>";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (const TableCell& cell : row) append_cell(html, cell);
    html += "</tr>";
  }
  return html + "</table>";
}

std::string to_text(const Table& table) {
  std::string text = table.caption;
  for (const auto& row : table.rows) {
    std::string line;
    for (const TableCell& cell : row) {
      if (cell.text.empty()) continue;
      if (!line.empty()) line += " | ";
      line += cell.text;
    }
    if (line.empty()) continue;
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

}  // namespace

Element to_element(const Table& table) {
  Element element;
  element.type = ElementType::table;
  element.text = to_text(table);
  element.html = to_html(table);
  return element;
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace edify::parse
