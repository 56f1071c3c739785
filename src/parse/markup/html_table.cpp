#include "parse/markup/html_table.h"

#include <algorithm>
#include <charconv>

#include "parse/markup/html_dom.h"
#include "parse/markup/text_normalizer.h"

namespace edify::parse {
namespace {

std::uint16_t span_of(const GumboNode& cell, const char* name) {
  constexpr unsigned largest = 1000;  // HTML's own limit for colspan
  const std::string_view value = attribute(cell, name);
  unsigned span = 1;
  std::from_chars(value.data(), value.data() + value.size(), span);
  return static_cast<std::uint16_t>(std::clamp(span, 1U, largest));
}

// Blocks in a cell become words of one line.
void append_cell_text(const GumboNode& node, std::string& text) {
  if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_CDATA || node.type == GUMBO_NODE_WHITESPACE) {
    text += node.v.text.text;
    return;
  }
  if (is_never_content(node)) return;
  if (tag_of(node) == GUMBO_TAG_MATH) {
    text += math_text(node);
    return;
  }
  if (tag_of(node) == GUMBO_TAG_IMG) text.append(" ").append(attribute(node, "alt")).append(" ");
  const bool separates = is_block(node) || tag_of(node) == GUMBO_TAG_BR;
  if (separates) text += ' ';
  for (const GumboNode* child : children(node)) append_cell_text(*child, text);
  if (separates) text += ' ';
}

std::string cell_text(const GumboNode& cell) {
  std::string text;
  append_cell_text(cell, text);
  return normalize_inline(text);
}

void read_rows(const GumboNode& node, Table& table, bool in_head) {
  for (const GumboNode* child : children(node)) {
    if (has_tag(*child, {GUMBO_TAG_THEAD, GUMBO_TAG_TBODY, GUMBO_TAG_TFOOT})) {
      read_rows(*child, table, tag_of(*child) == GUMBO_TAG_THEAD);
    } else if (tag_of(*child) == GUMBO_TAG_CAPTION) {
      table.caption = cell_text(*child);
    } else if (tag_of(*child) == GUMBO_TAG_TR && !is_never_content(*child)) {
      auto& row = table.rows.emplace_back();
      for (const GumboNode* cell : children(*child)) {
        if (!has_tag(*cell, {GUMBO_TAG_TD, GUMBO_TAG_TH}) || is_never_content(*cell)) continue;
        row.push_back({.text = cell_text(*cell),
                       .row_span = span_of(*cell, "rowspan"),
                       .column_span = span_of(*cell, "colspan"),
                       .is_header = in_head || tag_of(*cell) == GUMBO_TAG_TH});
      }
      if (row.empty()) table.rows.pop_back();
    }
  }
}

std::size_t widest_row(const Table& table) {
  std::size_t width = 0;
  for (const auto& row : table.rows) width = std::max(width, row.size());
  return width;
}

}  // namespace

bool is_layout_table(const GumboNode& table) {
  if (attribute(table, "role") == "presentation" || attribute(table, "role") == "none") return true;
  const bool has_header_cell = find_first(table, [](const GumboNode& node) {
                                 return has_tag(node, {GUMBO_TAG_TH, GUMBO_TAG_CAPTION});
                               }) != nullptr;
  if (has_header_cell) return false;
  const bool holds_blocks =
      find_first(table, [&](const GumboNode& node) {
        return &node != &table && (is_heading(node) || has_tag(node, {GUMBO_TAG_TABLE, GUMBO_TAG_PRE}));
      }) != nullptr;
  return holds_blocks || widest_row(read_table(table)) < 2;
}

Table read_table(const GumboNode& table) {
  Table result;
  read_rows(table, result, false);
  return result;
}

std::string raw_text(const GumboNode& node) {
  if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_CDATA || node.type == GUMBO_NODE_WHITESPACE) {
    return node.v.text.text;
  }
  if (is_never_content(node) && tag_of(node) != GUMBO_TAG_TITLE) return {};
  std::string text = tag_of(node) == GUMBO_TAG_BR ? "\n" : "";
  for (const GumboNode* child : children(node)) text += raw_text(*child);
  return text;
}

std::string math_text(const GumboNode& math) {
  if (const std::string_view tex = attribute(math, "alttext"); !tex.empty()) return std::string(tex);
  const GumboNode* annotation =
      find_first(math, [](const GumboNode& node) { return attribute(node, "encoding") == "application/x-tex"; });
  return raw_text(annotation == nullptr ? math : *annotation);
}

}  // namespace edify::parse
