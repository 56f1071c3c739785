#include "parse/pdf/table_finder.h"

#include <algorithm>
#include <vector>

#include "parse/pdf/contents_table.h"
#include "parse/pdf/ruled_table.h"
#include "parse/pdf/unruled_table.h"

namespace edify::parse::pdf {
namespace {

constexpr float blank_column = 12.0F;  // points
// Pages with more pieces are maps and drawings.
constexpr std::size_t most_lines = 8000;

std::vector<Ruling> both(const std::vector<Ruling>& a, const std::vector<Ruling>& b) {
  std::vector<Ruling> all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::ranges::sort(all, {}, &Ruling::position);
  return all;
}

bool is_blank(const TableGrid& table, std::uint16_t column) {
  return std::ranges::all_of(table.cells, [&](const TableCellLines& cell) {
    const bool covers = cell.column <= column && column < cell.column + cell.column_span;
    return !covers || cell.column_span > 1 || cell.lines.empty();
  });
}

void drop_column(TableGrid& table, std::uint16_t column) {
  std::erase_if(table.cells,
                [&](const TableCellLines& cell) { return cell.column == column && cell.column_span == 1; });
  for (TableCellLines& cell : table.cells) {
    if (cell.column > column) {
      --cell.column;
    } else if (column < cell.column + cell.column_span) {
      --cell.column_span;
    }
  }
  const bool last = column + 2U == table.column_edges.size();
  table.column_edges.erase(table.column_edges.begin() + column + (last ? 0 : 1));
}

}  // namespace

void drop_blank_columns(TableGrid& table) {
  for (std::size_t column = table.column_edges.size() - 1; column-- > 0 && table.column_edges.size() > 3;) {
    const float width = table.column_edges[column + 1] - table.column_edges[column];
    const auto index = static_cast<std::uint16_t>(column);
    if (width <= blank_column && is_blank(table, index)) drop_column(table, index);
  }
}

void find_tables(PageLines& page, const Rulings& rulings) {
  if (!page.lines.empty() && page.lines.size() <= most_lines) {
    find_ruled_tables(page, rulings.drawn, RuleKind::drawn);
    find_tables_between_rules(page, rulings.drawn);
    if (!rulings.shading.vertical.empty()) {
      const RulingSet rules{.horizontal = both(rulings.drawn.horizontal, rulings.shading.horizontal),
                            .vertical = both(rulings.drawn.vertical, rulings.shading.vertical)};
      find_ruled_tables(page, rules, RuleKind::shading);
    }
    find_contents_tables(page);
    find_aligned_tables(page);
  }
  const auto forget_words = [](Line& line) { line.words = {}; };
  std::ranges::for_each(page.lines, forget_words);
  for (TableGrid& table : page.tables) {
    for (TableCellLines& cell : table.cells) std::ranges::for_each(cell.lines, forget_words);
  }
}

}  // namespace edify::parse::pdf
