#include "parse/pdf/ruled_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "parse/pdf/rule_grid.h"
#include "parse/pdf/table_finder.h"
#include "parse/pdf/table_pieces.h"
#include "parse/pdf/table_rows.h"

namespace edify::parse::pdf {
namespace {

constexpr std::size_t most_grids = 200;  // a page; each looks at all its lines
constexpr float filled_cells = 0.2F;     // at least
constexpr std::size_t few_rows = 3;
constexpr std::size_t longest_cell_of_few = 14;
constexpr std::size_t longest_cell = 40;  // lines; more are a page's columns
constexpr float rows_not_wrapped = 0.6F;  // of neighbouring lines, to be rows without rules between them

std::size_t slot_of(const std::vector<float>& edges, float at) {
  const auto above = std::ranges::upper_bound(edges, at);
  const auto slot = above - edges.begin() - 1;
  return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(slot, 0, std::ssize(edges) - 2));
}

// Text between the rules, cell by cell.
class RuledTable {
 public:
  RuledTable(const PageLines& page, RuleGrid grid) : page_(page), grid_(std::move(grid)) {
    cells_ = grid_cells(grid_);
    cell_of_slot_.resize(grid_.rows() * grid_.columns());
    for (std::size_t at = 0; at < cells_.size(); ++at) {
      for (std::size_t row = cells_[at].row; row <= cells_[at].last_row; ++row) {
        for (std::size_t column = cells_[at].column; column <= cells_[at].last_column; ++column) {
          cell_of_slot_[row * grid_.columns() + column] = at;
        }
      }
    }
    contents_.resize(cells_.size());
    take_text();
  }

  bool is_table(RuleKind kind) const {
    if (cells_.size() < 3 || pieces_.empty()) return false;
    std::size_t filled = 0;
    std::size_t longest = 0;
    for (std::size_t at = 0; at < cells_.size(); ++at) {
      filled += !contents_[at].empty();
      longest = std::max(longest, contents_[at].size());
      const bool over_rows = cells_[at].last_row > cells_[at].row;
      if (kind == RuleKind::shading && over_rows && contents_[at].size() > 1) return false;
    }
    if (static_cast<float>(filled) < filled_cells * static_cast<float>(cells_.size())) return false;
    return rows_with_cells() >= 2 && longest <= (grid_.rows() > few_rows ? longest_cell : longest_cell_of_few);
  }

  const std::vector<Piece>& pieces() const { return pieces_; }

  TableGrid build() {
    TableGrid table;
    table.box = {grid_.xs.front(), grid_.ys.front(), grid_.xs.back(), grid_.ys.back()};
    table.column_edges = grid_.xs;
    for (std::size_t row = 0; row < grid_.rows(); ++row) {
      if (splits_rows(row)) {
        append_rows(table, {text_rows(row_pieces(row))});
      } else {
        append_ruled_row(table, row);
      }
    }
    table.header_rows = heading_rows(table);
    return table;
  }

 private:
  // The first row, and those that its cells reach down to.
  static std::uint16_t heading_rows(const TableGrid& table) {
    std::uint16_t rows = 1;
    for (const TableCellLines& cell : table.cells) {
      if (cell.row == 0 && cell.column_span < table.column_edges.size() - 1) rows = std::max(rows, cell.row_span);
    }
    return rows < table.rows ? rows : 0;
  }

  void take_text() {
    const Box area{grid_.xs.front(), grid_.ys.front(), grid_.xs.back(), grid_.ys.back()};
    for (Piece& piece : pieces_in(page_, area)) place(std::move(piece));
  }

  std::size_t cell_at(const Box& box) const {
    const std::size_t row = slot_of(grid_.ys, (box.y0 + box.y1) / 2);
    return cell_of_slot_[row * grid_.columns() + slot_of(grid_.xs, (box.x0 + box.x1) / 2)];
  }

  // Cuts the piece where its words pass from cell to cell.
  void place(Piece piece) {
    if (page_.lines[piece.source].direction != page_.direction) {
      add(cell_at(frame_box(page_box(piece.line.box, piece.line.direction, page_.size), page_.direction, page_.size)),
          std::move(piece));
      return;
    }
    const Line& source = page_.lines[piece.source];
    std::size_t cell = cell_at(word_box(source, piece.first_word));
    const std::size_t last = piece.last_word;
    for (std::size_t word = piece.first_word + 1; word <= last; ++word) {
      const std::size_t next = cell_at(word_box(source, word));
      if (next == cell) continue;
      Piece rest = cut_before(piece, word, page_);
      add(cell, std::move(piece));
      piece = std::move(rest);
      cell = next;
    }
    add(cell, std::move(piece));
  }

  void add(std::size_t cell, Piece piece) {
    piece.column = cells_[cell].column;
    piece.last_column = cells_[cell].last_column;
    contents_[cell].push_back(pieces_.size());
    pieces_.push_back(std::move(piece));
  }

  // Rows with text in two cells.
  std::size_t rows_with_cells() const {
    std::size_t rows = 0;
    for (std::size_t row = 0; row < grid_.rows(); ++row) {
      std::size_t filled = 0;
      for (std::size_t column = 0; column < grid_.columns();) {
        const std::size_t cell = cell_of_slot_[row * grid_.columns() + column];
        filled += !contents_[cell].empty();
        column = cells_[cell].last_column + 1U;
      }
      rows += filled < 2 ? 0 : (splits_rows(row) ? 2 : 1);
    }
    return rows;
  }

  std::vector<Piece> row_pieces(std::size_t row) const {
    std::vector<Piece> pieces;
    for (std::size_t column = 0; column < grid_.columns();) {
      const std::size_t cell = cell_of_slot_[row * grid_.columns() + column];
      for (const std::size_t piece : contents_[cell]) pieces.push_back(pieces_[piece]);
      column = cells_[cell].last_column + 1U;
    }
    return pieces;
  }

  // Fractions and sums stand on several baselines too, in smaller sizes.
  static bool is_formula(const std::vector<TextRow>& rows) {
    std::size_t pieces = 0;
    std::size_t small = 0;
    float largest = 0;
    for (const TextRow& row : rows) largest = std::max(largest, row.size);
    for (const TextRow& row : rows) {
      for (const Piece& piece : row.pieces) {
        ++pieces;
        small += piece.line.size < 0.85F * largest || piece.line.text.contains(" = ");
      }
    }
    return small * 4 >= pieces;
  }

  // Rules around rows, but none between them: lines of neighbouring cells on common baselines, each ended before
  // the cell's side.
  bool splits_rows(std::size_t row) const {
    for (std::size_t column = 0; column < grid_.columns(); ++column) {
      const GridCell& cell = cells_[cell_of_slot_[row * grid_.columns() + column]];
      if (cell.row != row || cell.last_row != row) return false;
    }
    const std::vector<TextRow> rows = text_rows(row_pieces(row));
    const auto shared = std::ranges::count_if(rows, [](const TextRow& text) { return text.pieces.size() >= 2; });
    if (is_formula(rows)) return false;
    const auto enough = grid_.rows() > 3 ? 4 : 2;  // where other rows have rules, this one needs more to go without
    return shared >= enough && shared * 10 >= std::ssize(rows) * 6 && hard_breaks(rows, grid_.xs) >= rows_not_wrapped;
  }

  // Cells whose first row this is.
  void append_ruled_row(TableGrid& table, std::size_t row) {
    for (std::size_t column = 0; column < grid_.columns(); ++column) {
      const std::size_t at = cell_of_slot_[row * grid_.columns() + column];
      const GridCell& cell = cells_[at];
      if (cell.row != row || cell.column != column) continue;
      TableCellLines lines{.row = table.rows,
                           .column = cell.column,
                           .row_span = static_cast<std::uint16_t>(cell.last_row - cell.row + 1),
                           .column_span = static_cast<std::uint16_t>(cell.last_column - cell.column + 1),
                           .lines = {}};
      std::vector<Piece> pieces;
      for (const std::size_t piece : contents_[at]) pieces.push_back(pieces_[piece]);
      for (TextRow& text : text_rows(std::move(pieces))) {
        for (Piece& piece : text.pieces) lines.lines.push_back(std::move(piece.line));
      }
      table.cells.push_back(std::move(lines));
    }
    ++table.rows;
  }

  const PageLines& page_;
  RuleGrid grid_;
  std::vector<GridCell> cells_;
  std::vector<std::size_t> cell_of_slot_;
  std::vector<std::vector<std::size_t>> contents_;  // of each cell: indices into pieces_
  std::vector<Piece> pieces_;
};

}  // namespace

void find_ruled_tables(PageLines& page, const RulingSet& rules, RuleKind kind) {
  std::vector<RuleGrid> grids = find_grids(rules);
  if (grids.size() > most_grids) return;
  for (RuleGrid& grid : grids) {
    RuledTable table(page, std::move(grid));
    if (!table.is_table(kind)) continue;
    TableGrid built = table.build();
    drop_blank_columns(built);
    move_into_table(page, table.pieces(), std::move(built));
  }
}

}  // namespace edify::parse::pdf
