#include "parse/office/sheet_grid.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "parse/markup/table.h"
#include "parse/office/element_list.h"

namespace edify::parse {
namespace {

constexpr std::size_t rows_a_part = 5000;
constexpr int deepest_cut = 64;

// A cell with text and the range that it covers.
struct Item {
  MergedRange range;
  const SheetCell* cell = nullptr;
};

using Items = std::vector<Item>;

Items make_items(const SheetGrid& grid) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, MergedRange> merged;
  for (const MergedRange& range : grid.merged) merged.emplace(std::pair(range.row, range.column), range);
  Items items;
  for (const SheetCell& cell : grid.cells) {
    const auto found = merged.find({cell.row, cell.column});
    const MergedRange own = {cell.row, cell.column, cell.row, cell.column};
    items.push_back({found == merged.end() ? own : found->second, &cell});
  }
  return items;
}

// Cuts at every empty line between `first` and `last` of one direction.
std::vector<Items> cut(Items items, std::uint32_t MergedRange::*first, std::uint32_t MergedRange::*last) {
  std::ranges::stable_sort(items, {}, [&](const Item& item) { return item.range.*first; });
  std::vector<Items> parts;
  std::uint64_t end = 0;
  for (const Item& item : items) {
    if (parts.empty() || item.range.*first > end) parts.emplace_back();
    parts.back().push_back(item);
    end = std::max<std::uint64_t>(parts.back().size() == 1 ? 0 : end, std::uint64_t{item.range.*last} + 1);
  }
  return parts;
}

void split(Items items, int depth, bool was_whole, std::vector<Items>& regions) {
  const bool by_rows = depth % 2 == 0;
  auto parts = by_rows ? cut(std::move(items), &MergedRange::row, &MergedRange::last_row)
                       : cut(std::move(items), &MergedRange::column, &MergedRange::last_column);
  const bool is_whole = parts.size() == 1;
  if ((is_whole && was_whole && depth > 0) || depth >= deepest_cut) {
    for (Items& part : parts) regions.push_back(std::move(part));
    return;
  }
  for (Items& part : parts) split(std::move(part), depth + 1, is_whole, regions);
}

MergedRange bounds(const Items& items) {
  MergedRange all = items.front().range;
  for (const auto& [range, cell] : items) {
    all.row = std::min(all.row, range.row);
    all.column = std::min(all.column, range.column);
    all.last_row = std::max(all.last_row, range.last_row);
    all.last_column = std::max(all.last_column, range.last_column);
  }
  return all;
}

std::size_t area(const MergedRange& range) {
  return std::size_t{range.last_row - range.row + 1} * (range.last_column - range.column + 1);
}

std::vector<TableCell> table_row(std::uint32_t row, const MergedRange& all, Items::const_iterator& next,
                                 Items::const_iterator end, std::map<std::uint32_t, std::uint32_t>& covered_until) {
  std::vector<TableCell> cells;
  for (std::uint32_t column = all.column; column <= all.last_column; ++column) {
    const bool has_cell = next != end && next->range.row == row && next->range.column == column;
    if (!has_cell) {
      const auto covered = covered_until.find(column);
      const bool is_covered = covered != covered_until.end() && row <= covered->second;
      if (!is_covered) cells.emplace_back();
      continue;
    }
    const MergedRange& range = next->range;
    cells.push_back({.text = next->cell->text,
                     .row_span = static_cast<std::uint16_t>(std::min(range.last_row - range.row + 1, 65'535U)),
                     .column_span = static_cast<std::uint16_t>(std::min(range.last_column - range.column + 1, 1000U))});
    if (range.last_row > row) {
      for (std::uint32_t c = column; c <= range.last_column; ++c) covered_until[c] = range.last_row;
    }
    column = range.last_column;
    ++next;
    // A cell under a merged one is hidden.
    while (next != end && next->range.row == row && next->range.column <= column) ++next;
  }
  while (next != end && next->range.row <= row) ++next;
  return cells;
}

bool is_header(const Items& items, const MergedRange& all) {
  std::size_t width = 0;
  for (const auto& [range, cell] : items) {
    if (range.row != all.row) break;
    if (!cell->is_text) return false;
    width += range.last_column - range.column + 1;
  }
  return all.last_row > all.row && width == all.last_column - all.column + 1;
}

void add_table(std::vector<Element>& elements, const Items& items) {
  const MergedRange all = bounds(items);
  std::map<std::uint32_t, std::uint32_t> covered_until;
  Table table;
  std::vector<TableCell> header;
  auto next = items.begin();
  for (std::uint32_t row = all.row; row <= all.last_row; ++row) {
    table.rows.push_back(table_row(row, all, next, items.end(), covered_until));
    if (row == all.row && is_header(items, all)) {
      for (TableCell& cell : table.rows[0]) cell.is_header = true;
      header = table.rows[0];
    }
    if (table.rows.size() < rows_a_part && row < all.last_row) continue;
    elements.push_back(to_element(table));
    table.rows.clear();
    if (!header.empty()) table.rows.push_back(header);
  }
}

// Merged cells over the table's whole width, above it.
std::size_t titles_above(const Items& items, const MergedRange& all) {
  std::size_t count = 0;
  while (count + 1 < items.size()) {
    const MergedRange& range = items[count].range;
    const bool is_wide =
        range.column == all.column && range.last_column == all.last_column && all.last_column > all.column;
    if (!is_wide || items[count + 1].range.row <= range.last_row) break;
    ++count;
  }
  return count;
}

Result<SheetBlock> make_block(Items items, const Limits& limits) {
  std::ranges::sort(items, {}, [](const Item& item) { return std::pair(item.range.row, item.range.column); });
  SheetBlock block;
  const MergedRange all = bounds(items);
  block.row = all.row;
  block.column = all.column;
  const std::size_t titles = items.size() == 1 ? 1 : titles_above(items, all);
  for (std::size_t i = 0; i < titles; ++i) {
    add_element(block.elements, ElementType::narrative_text, items[i].cell->text);
  }
  items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(titles));
  if (items.empty()) return block;
  if (area(bounds(items)) > limits.elements) {
    return fail(ErrorCode::over_limit,
                "a table of the spreadsheet has more places than the limit of elements; split it", "elements");
  }
  add_table(block.elements, items);
  return block;
}

}  // namespace

Result<std::vector<SheetBlock>> find_sheet_blocks(SheetGrid grid, const Limits& limits) {
  std::vector<SheetBlock> blocks;
  if (grid.cells.empty()) return blocks;
  std::vector<Items> regions;
  split(make_items(grid), 0, false, regions);
  for (Items& region : regions) {
    EDIFY_TRY(SheetBlock block, make_block(std::move(region), limits));
    blocks.push_back(std::move(block));
  }
  std::ranges::stable_sort(blocks, {}, [](const SheetBlock& block) { return std::pair(block.row, block.column); });
  return blocks;
}

}  // namespace edify::parse
