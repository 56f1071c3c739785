#include "parse/pdf/rule_grid.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace edify::parse::pdf {
namespace {

// In points.
constexpr float touch = 3.0F;
constexpr float narrowest_slot = 4.0F;  // double rules are one
constexpr float overhang = 8.0F;        // of a rule over the last crossing, at an open side

constexpr std::size_t most_slots = 20'000;
constexpr float covered = 0.6F;  // of a slot's side, to be a border

class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

bool meet(const Ruling& horizontal, const Ruling& vertical) {
  return vertical.position >= horizontal.from - touch && vertical.position <= horizontal.to + touch &&
         horizontal.position >= vertical.from - touch && horizontal.position <= vertical.to + touch;
}

std::vector<RulingSet> connected(const RulingSet& rules) {
  const std::size_t horizontals = rules.horizontal.size();
  UnionFind groups(horizontals + rules.vertical.size());
  for (std::size_t h = 0; h < horizontals; ++h) {
    for (std::size_t v = 0; v < rules.vertical.size(); ++v) {
      if (meet(rules.horizontal[h], rules.vertical[v])) groups.join(h, horizontals + v);
    }
  }
  std::vector<RulingSet> sets(horizontals + rules.vertical.size());
  for (std::size_t h = 0; h < horizontals; ++h) sets[groups.find(h)].horizontal.push_back(rules.horizontal[h]);
  for (std::size_t v = 0; v < rules.vertical.size(); ++v) {
    sets[groups.find(horizontals + v)].vertical.push_back(rules.vertical[v]);
  }
  std::erase_if(sets, [](const RulingSet& set) { return set.horizontal.size() < 2 || set.vertical.empty(); });
  return sets;
}

// Where rules stand, near ones as one, and where the crossing ones end beyond the outermost.
std::vector<float> positions(const std::vector<Ruling>& rules, const std::vector<Ruling>& crossing) {
  std::vector<float> result;
  for (const Ruling& rule : rules) {
    if (result.empty() || rule.position - result.back() > narrowest_slot) result.push_back(rule.position);
  }
  float from = result.front();
  float to = result.back();
  for (const Ruling& rule : crossing) {
    from = std::min(from, rule.from);
    to = std::max(to, rule.to);
  }
  if (from < result.front() - overhang) result.insert(result.begin(), from);
  if (to > result.back() + overhang) result.push_back(to);
  return result;
}

// Which sides of slots are drawn: [line][slot along the line].
std::vector<std::vector<bool>> drawn_sides(const std::vector<Ruling>& rules, const std::vector<float>& lines,
                                           const std::vector<float>& slots) {
  std::vector<std::vector<float>> length(lines.size(), std::vector<float>(slots.size() - 1));
  for (const Ruling& rule : rules) {
    const auto line =
        std::ranges::min_element(lines, {}, [&](float position) { return std::abs(position - rule.position); });
    auto& lengths = length[static_cast<std::size_t>(line - lines.begin())];
    for (std::size_t slot = 0; slot + 1 < slots.size(); ++slot) {
      lengths[slot] += std::max(0.0F, std::min(rule.to, slots[slot + 1]) - std::max(rule.from, slots[slot]));
    }
  }
  std::vector<std::vector<bool>> drawn(lines.size(), std::vector<bool>(slots.size() - 1));
  for (std::size_t line = 0; line < lines.size(); ++line) {
    for (std::size_t slot = 0; slot + 1 < slots.size(); ++slot) {
      drawn[line][slot] = length[line][slot] >= covered * (slots[slot + 1] - slots[slot]);
    }
  }
  return drawn;
}

// Slots without a border between them, as the rectangles around them; rectangles that overlap are joined.
class CellJoiner {
 public:
  explicit CellJoiner(const RuleGrid& grid) : columns_(grid.columns()), rows_(grid.rows()), slots_(columns_ * rows_) {
    const auto horizontal = drawn_sides(grid.rules.horizontal, grid.ys, grid.xs);
    const auto vertical = drawn_sides(grid.rules.vertical, grid.xs, grid.ys);
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t column = 0; column < columns_; ++column) {
        const std::size_t slot = row * columns_ + column;
        if (column + 1 < columns_ && !vertical[column + 1][row]) slots_.join(slot, slot + 1);
        if (row + 1 < rows_ && !horizontal[row + 1][column]) slots_.join(slot, slot + columns_);
      }
    }
  }

  std::vector<GridCell> cells() {
    // Every pass joins something or is the last; odd shapes settle in two or three.
    constexpr int most_passes = 8;
    for (int pass = 0; pass < most_passes && fill_rectangles(); ++pass) {
    }
    std::vector<GridCell> result;
    find_bounds();
    for (std::size_t slot = 0; slot < rows_ * columns_; ++slot) {
      if (slots_.find(slot) == slot) result.push_back(boxes_[slot]);
    }
    std::ranges::sort(result, {}, [](const GridCell& cell) { return std::pair(cell.row, cell.column); });
    return result;
  }

 private:
  // Of each group of slots, at its first.
  void find_bounds() {
    constexpr GridCell none{.row = UINT16_MAX, .column = UINT16_MAX};
    boxes_.assign(rows_ * columns_, none);
    for (std::size_t slot = 0; slot < rows_ * columns_; ++slot) {
      GridCell& box = boxes_[slots_.find(slot)];
      const auto row = static_cast<std::uint16_t>(slot / columns_);
      const auto column = static_cast<std::uint16_t>(slot % columns_);
      box = {.row = std::min(box.row, row),
             .column = std::min(box.column, column),
             .last_row = std::max(box.last_row, row),
             .last_column = std::max(box.last_column, column)};
    }
  }

  bool fill_rectangles() {
    bool joined = false;
    find_bounds();
    for (std::size_t slot = 0; slot < boxes_.size(); ++slot) {
      const GridCell& box = boxes_[slot];
      if (box.row == UINT16_MAX) continue;
      for (std::size_t row = box.row; row <= box.last_row; ++row) {
        for (std::size_t column = box.column; column <= box.last_column; ++column) {
          const std::size_t inside = row * columns_ + column;
          joined = joined || slots_.find(inside) != slots_.find(slot);
          slots_.join(inside, slot);
        }
      }
    }
    return joined;
  }

  std::size_t columns_;
  std::size_t rows_;
  UnionFind slots_;
  std::vector<GridCell> boxes_;
};

}  // namespace

std::vector<RuleGrid> find_grids(const RulingSet& rules) {
  std::vector<RuleGrid> grids;
  for (RulingSet& set : connected(rules)) {
    RuleGrid grid{
        .xs = positions(set.vertical, set.horizontal), .ys = positions(set.horizontal, set.vertical), .rules = {}};
    if (grid.columns() < 2 || grid.rows() < 1 || grid.columns() * grid.rows() > most_slots) continue;
    grid.rules = std::move(set);
    grids.push_back(std::move(grid));
  }
  std::ranges::stable_sort(grids, {}, [](const RuleGrid& grid) { return grid.ys.front(); });
  return grids;
}

std::vector<GridCell> grid_cells(const RuleGrid& grid) { return CellJoiner(grid).cells(); }

}  // namespace edify::parse::pdf
