#include "parse/office/edge_table.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>

namespace edify::parse {
namespace {

constexpr std::size_t max_columns = 1000;
constexpr int same_edge_twips = 30;  // writers round each row for itself

}  // namespace

void EdgeTable::begin_row_format() {
  formats_.clear();
  next_ = {};
  is_header_ = false;
}

void EdgeTable::add_format(int right_edge) {
  next_.right_edge = right_edge;
  if (formats_.size() < max_columns) formats_.push_back(next_);
  next_ = {};
}

void EdgeTable::end_row() {
  Row row = {.cells = {}, .is_header = is_header_};
  for (std::size_t i = 0; i < texts_.size() && i < max_columns; ++i) {
    CellFormat format;
    if (i < formats_.size()) format = formats_[i];
    if (format.continues_left && !row.cells.empty()) {
      row.cells.back().format.right_edge = format.right_edge;
      if (!texts_[i].empty()) row.cells.back().text += ' ' + texts_[i];
    } else {
      row.cells.push_back({std::move(texts_[i]), format});
    }
  }
  texts_.clear();
  if (!row.cells.empty()) rows_.push_back(std::move(row));
}

std::vector<int> EdgeTable::column_edges() const {
  std::vector<int> edges;
  for (const Row& row : rows_) {
    for (const Cell& cell : row.cells) edges.push_back(cell.format.right_edge);
  }
  std::ranges::sort(edges);
  const auto rest = std::ranges::unique(edges, [](int a, int b) { return std::int64_t{b} - a <= same_edge_twips; });
  edges.erase(rest.begin(), rest.end());
  return edges;
}

Table EdgeTable::take() {
  if (!texts_.empty()) end_row();  // cut off
  const std::vector<int> edges = column_edges();
  // The number of the column that a cell ends before.
  const auto column_behind = [&](int edge) {
    const std::int64_t lowest = std::int64_t{edge} - same_edge_twips;
    return static_cast<std::size_t>(std::ranges::lower_bound(edges, lowest) - edges.begin()) + 1;
  };
  Table table;
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> above;  // first column → row and cell that may grow
  for (const Row& row : rows_) {
    auto& cells = table.rows.emplace_back();
    std::size_t column = 0;
    for (const Cell& cell : row.cells) {
      const std::size_t end = std::max(column_behind(cell.format.right_edge), column + 1);
      const std::size_t span = std::min(end - column, max_columns);
      const auto upper = above.find(column);
      if (cell.format.continues_above && upper != above.end()) {
        TableCell& grown = table.rows[upper->second.first][upper->second.second];
        if (grown.row_span < std::numeric_limits<std::uint16_t>::max()) ++grown.row_span;
      } else {
        above[column] = {table.rows.size() - 1, cells.size()};
        cells.push_back(
            {.text = cell.text, .column_span = static_cast<std::uint16_t>(span), .is_header = row.is_header});
      }
      column = end;
    }
  }
  rows_.clear();
  return table;
}

}  // namespace edify::parse
