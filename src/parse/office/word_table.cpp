#include "parse/office/word_table.h"

#include <algorithm>
#include <map>
#include <vector>

namespace edify::parse {
namespace {

// Elements of one name, also inside of content controls and insertions.
void collect(const pugi::xml_node& node, std::string_view name, std::vector<pugi::xml_node>& found) {
  for (const pugi::xml_node& each : node.children()) {
    if (is_named(each, name)) {
      found.push_back(each);
    } else if (is_named(each, "sdt") || is_named(each, "sdtContent") || is_named(each, "ins") ||
               is_named(each, "customXml")) {
      collect(each, name, found);
    }
  }
}

std::vector<pugi::xml_node> all(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  collect(node, name, found);
  return found;
}

bool is_continued(const pugi::xml_node& cell) {
  const pugi::xml_node merge = descend(cell, {"tcPr", "vMerge"});
  return merge && attribute(merge, "val") != "restart";
}

std::uint16_t columns_of(const pugi::xml_node& cell) {
  const pugi::xml_node span = descend(cell, {"tcPr", "gridSpan"});
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(number(span, "val", 1), 1, 1000));
}

bool is_header(const pugi::xml_node& table, const pugi::xml_node& row, bool is_first) {
  if (descend(row, {"trPr", "tblHeader"})) return true;
  const pugi::xml_node look = descend(table, {"tblPr", "tblLook"});
  return is_first && attribute(look, "firstRow") == "1";
}

// Where a cell of a table stands; by the grid column that it starts in.
using OpenCells = std::map<std::int64_t, std::pair<std::size_t, std::size_t>>;

}  // namespace

Table read_word_table(const pugi::xml_node& table, const std::function<std::string(const pugi::xml_node&)>& read_cell) {
  Table result;
  OpenCells above;
  for (const pugi::xml_node& row : all(table, "tr")) {
    if (descend(row, {"trPr", "del"})) continue;
    const std::size_t y = result.rows.size();
    const bool header = is_header(table, row, y == 0);
    result.rows.emplace_back();
    OpenCells open;
    std::int64_t column = std::clamp<std::int64_t>(number(descend(row, {"trPr", "gridBefore"}), "val"), 0, 1000);
    if (column > 0) result.rows[y].push_back({.text = "", .column_span = static_cast<std::uint16_t>(column)});
    for (const pugi::xml_node& cell : all(row, "tc")) {
      const std::uint16_t width = columns_of(cell);
      const auto top = is_continued(cell) ? above.find(column) : above.end();
      if (top != above.end()) {
        TableCell& spanning = result.rows[top->second.first][top->second.second];
        if (spanning.row_span < UINT16_MAX) ++spanning.row_span;
        open[column] = top->second;
      } else {
        open[column] = {y, result.rows[y].size()};
        result.rows[y].push_back({.text = read_cell(cell), .column_span = width, .is_header = header});
      }
      column += width;
    }
    above = std::move(open);
  }
  return result;
}

pugi::xml_node only_cell(const pugi::xml_node& table) {
  const auto rows = all(table, "tr");
  if (rows.size() != 1) return {};
  const auto cells = all(rows[0], "tc");
  return cells.size() == 1 ? cells[0] : pugi::xml_node();
}

}  // namespace edify::parse
