#include "parse/pdf/reading_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "parse/pdf/columns.h"
#include "parse/pdf/numbered_grid.h"

namespace edify::parse::pdf {
namespace {

constexpr int deepest_cut = 8;
constexpr float same_row = 0.4F;  // ems between the baselines of a row's cells

bool fits_row(const Row& row, const Line& line) {
  const Line& last = *row.back();
  if (last.table >= 0 || line.table >= 0) return false;
  if (std::abs(line.baseline - row.front()->baseline) > same_row * std::min(line.size, row.front()->size)) return false;
  return std::ranges::none_of(row, [&](const Line* cell) {
    return std::min(cell->box.x1, line.box.x1) - std::max(cell->box.x0, line.box.x0) > 0.3F * last.size;
  });
}

Region make_region(Lines lines, bool right_to_left) {
  Region region{.rows = {}, .right_to_left = right_to_left};
  std::ranges::stable_sort(lines, {}, [](const Line* line) { return line->baseline; });
  for (const Line* line : lines) {
    if (region.rows.empty() || !fits_row(region.rows.back(), *line)) region.rows.emplace_back();
    region.rows.back().push_back(line);
  }
  for (Row& row : region.rows) {
    std::ranges::stable_sort(row, {}, [&](const Line* cell) { return right_to_left ? -cell->box.x1 : cell->box.x0; });
  }
  return region;
}

class Cutter {
 public:
  Cutter(bool right_to_left, std::vector<Region>& regions) : right_to_left_(right_to_left), regions_(regions) {}

  void cut(Lines lines, int depth) {
    if (lines.empty()) return;
    std::optional<std::vector<Band>> bands;
    if (depth < deepest_cut) bands = split_into_columns(lines);
    if (!bands) {
      regions_.push_back(make_region(std::move(lines), right_to_left_));
      return;
    }
    for (Band& band : *bands) cut_band(std::move(band), depth + 1);
  }

 private:
  void cut_band(Band band, int depth) {
    if (band.left.size() == 1 && band.right.size() == 1) {
      regions_.push_back(make_region({band.left.front(), band.right.front()}, right_to_left_));
      return;
    }
    if (right_to_left_) std::swap(band.left, band.right);
    cut(std::move(band.across), depth);
    std::vector<GridRow> grid = rows_of_numbered_grid(band.left, band.right);
    if (!grid.empty()) band.left = band.right = {};
    for (GridRow& row : grid) {
      cut(std::move(row.first), depth);
      cut(std::move(row.second), depth);
    }
    cut(std::move(band.left), depth);
    cut(std::move(band.right), depth);
  }

  bool right_to_left_;
  std::vector<Region>& regions_;
};

bool reads_right_to_left(const Lines& lines) {
  std::int64_t balance = 0;
  for (const Line* line : lines)
    balance += (line->right_to_left ? 1 : -1) * static_cast<std::int64_t>(line->characters);
  return balance > 0;
}

}  // namespace

std::vector<Region> reading_order(const PageLines& page) {
  std::array<Lines, 5> by_direction;
  for (const Line& line : page.lines) {
    if (line.furniture == ElementType::uncategorized_text) {
      by_direction[static_cast<std::size_t>(line.direction)].push_back(&line);
    }
  }
  std::swap(by_direction.front(), by_direction[static_cast<std::size_t>(page.direction)]);
  std::vector<Region> regions;
  for (Lines& lines : by_direction) {
    Cutter cutter(reads_right_to_left(lines), regions);
    cutter.cut(std::move(lines), 0);
  }
  return regions;
}

}  // namespace edify::parse::pdf
