#include "parse/pdf/table_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace edify::parse::pdf {
namespace {

constexpr float narrowest_river = 3.0F;   // points
constexpr float narrow_word_gap = 0.15F;  // ems, enough where a river passes through it
constexpr float reach = 2.0F;             // points that a cell may reach into the next column
constexpr float wide_row = 0.55F;         // of the table's width
constexpr std::size_t rows_per_exception = 8;
constexpr std::size_t most_columns = 80;
constexpr std::size_t widest_table = 5000;  // points

CellExtent extent_of(const std::vector<TextRow>& rows) {
  CellExtent all{std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest()};
  for (const TextRow& row : rows) {
    for (const Piece& piece : row.pieces) {
      all.x0 = std::min(all.x0, piece.line.box.x0);
      all.x1 = std::max(all.x1, piece.line.box.x1);
    }
  }
  return all;
}

// How many rows have ink at each point of the width, of those that have a say.
class Coverage {
 public:
  explicit Coverage(const std::vector<TextRow>& rows) : all_(extent_of(rows)) {
    const float width = std::max(1.0F, all_.x1 - all_.x0);
    counts_.resize(std::min(widest_table, static_cast<std::size_t>(width) + 1));
    std::size_t most = 0;
    for (const TextRow& row : rows) most = std::max(most, cell_extents(row).size());
    for (const TextRow& row : rows) {
      const std::vector<CellExtent> cells = cell_extents(row);
      // Titles within the table, group labels, the rest of wrapped cells.
      if (cells.size() * 2 < most || (cells.size() == 1 && cells.front().x1 - cells.front().x0 > wide_row * width))
        continue;
      ++rows_;
      for (const CellExtent& cell : cells) {
        for (std::size_t bin = bin_of(cell.x0); bin <= bin_of(cell.x1); ++bin) ++counts_[bin];
      }
    }
  }

  // From left to right; the sides of the table are none.
  std::vector<CellExtent> rivers() const {
    std::vector<CellExtent> rivers;
    const std::size_t allowed = rows_ / rows_per_exception;
    for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
      if (counts_[bin] > allowed) continue;
      std::size_t end = bin;
      while (end < counts_.size() && counts_[end] <= allowed) ++end;
      const bool inside = bin > 0 && end < counts_.size();
      if (inside && static_cast<float>(end - bin) >= narrowest_river) rivers.push_back(calmest(bin, end));
      bin = end;
    }
    return rivers;
  }

 private:
  std::size_t bin_of(float x) const {
    return std::min(counts_.size() - 1, static_cast<std::size_t>(std::max(0.0F, x - all_.x0)));
  }

  // The part of [begin, end) that the fewest rows cross.
  CellExtent calmest(std::size_t begin, std::size_t end) const {
    const auto first = counts_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = counts_.begin() + static_cast<std::ptrdiff_t>(end);
    const auto fewest = std::min_element(first, last);
    const auto until = std::find_if(fewest, last, [&](std::size_t count) { return count != *fewest; });
    return {all_.x0 + static_cast<float>(fewest - counts_.begin()),
            all_.x0 + static_cast<float>(until - counts_.begin())};
  }

  CellExtent all_;
  std::vector<std::size_t> counts_;
  std::size_t rows_ = 0;
};

// Every column has cells of its own in two rows.
void drop_unsupported(std::vector<float>& cuts, const std::vector<TextRow>& rows) {
  std::vector<std::vector<CellExtent>> cells;
  for (const TextRow& row : rows) cells.push_back(cell_extents(row));
  const auto support = [&](float left, float right) {
    return std::ranges::count_if(cells, [&](const std::vector<CellExtent>& row) {
      return std::ranges::any_of(
          row, [&](const CellExtent& cell) { return cell.x0 > left - reach && cell.x1 < right + reach; });
    });
  };
  constexpr float far = std::numeric_limits<float>::max();
  for (std::size_t at = 0; at < cuts.size();) {
    const bool lacks =
        support(at == 0 ? -far : cuts[at - 1], cuts[at]) < 2 || (at + 1 == cuts.size() && support(cuts[at], far) < 2);
    if (lacks) {
      cuts.erase(cuts.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      ++at;
    }
  }
}

bool lies_between(const std::vector<float>& edges, float from, float to) {
  return std::any_of(edges.begin() + 1, edges.end() - 1,
                     [&](float edge) { return edge >= from - 1 && edge <= to + 1; });
}

std::uint16_t column_at(const std::vector<float>& edges, float x) {
  const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, x);
  return static_cast<std::uint16_t>(above - edges.begin() - 1);
}

std::vector<Piece> cut_piece(Piece piece, const std::vector<float>& edges, float gap, const PageLines& page) {
  std::vector<Piece> cells;
  const Line& source = page.lines[piece.source];
  const std::size_t last = piece.last_word;
  for (std::size_t word = piece.first_word + 1; word <= last; ++word) {
    const float from = word_box(source, word - 1).x1;
    const float to = word_box(source, word).x0;
    if (to - from < gap * source.size || !lies_between(edges, from, to)) continue;
    Piece rest = cut_before(piece, word, page);
    cells.push_back(std::exchange(piece, std::move(rest)));
  }
  cells.push_back(std::move(piece));
  return cells;
}

void set_columns(Piece& piece, const std::vector<float>& edges) {
  const float middle = (piece.line.box.x0 + piece.line.box.x1) / 2;
  piece.column = column_at(edges, std::min(middle, piece.line.box.x0 + reach));
  piece.last_column = column_at(edges, std::max(middle, piece.line.box.x1 - reach));
}

}  // namespace

std::vector<CellExtent> cell_extents(const TextRow& row) {
  std::vector<CellExtent> words;
  for (const Piece& piece : row.pieces) {
    for (std::size_t word = 0; word < word_count(piece.line); ++word) {
      const Box box = word_box(piece.line, word);
      words.push_back({box.x0, box.x1});
    }
  }
  std::ranges::sort(words, {}, &CellExtent::x0);
  std::vector<CellExtent> cells;
  for (const CellExtent& word : words) {
    if (cells.empty() || word.x0 - cells.back().x1 >= cell_gap * row.size) {
      cells.push_back(word);
    } else {
      cells.back().x1 = std::max(cells.back().x1, word.x1);
    }
  }
  return cells;
}

std::vector<float> column_cuts(const std::vector<TextRow>& rows) {
  if (rows.empty()) return {};
  std::vector<float> cuts;
  for (const CellExtent& river : Coverage(rows).rivers()) cuts.push_back((river.x0 + river.x1) / 2);
  if (cuts.size() > most_columns) return {};
  drop_unsupported(cuts, rows);
  return cuts;
}

void cut_into_cells(std::vector<TextRow>& rows, const std::vector<float>& edges, const PageLines& page) {
  for (TextRow& row : rows) {
    const bool full = cell_extents(row).size() * 2 >= edges.size() - 1;
    std::vector<Piece> cells;
    for (Piece& piece : row.pieces) {
      for (Piece& cell : cut_piece(std::move(piece), edges, full ? narrow_word_gap : cell_gap, page)) {
        set_columns(cell, edges);
        cells.push_back(std::move(cell));
      }
    }
    row.pieces = std::move(cells);
  }
}

}  // namespace edify::parse::pdf
