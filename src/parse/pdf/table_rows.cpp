#include "parse/pdf/table_rows.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

// In ems between baselines.
constexpr float widest_leading = 1.9F;
constexpr float half_row = 0.85F;
constexpr float widest_step = 4.0F;
constexpr float tight = 0.88F;  // × the step between rows

// A cell of more lines is none; bounds the work on pages of thousands of lines.
constexpr std::size_t most_lines_of_row = 60;

using Columns = std::set<std::uint16_t>;

Columns columns_of(const TextRow& row) {
  Columns columns;
  for (const Piece& piece : row.pieces) {
    for (std::uint32_t column = piece.column; column <= piece.last_column; ++column)
      columns.insert(static_cast<std::uint16_t>(column));
  }
  return columns;
}

bool are_disjoint(const Columns& a, const Columns& b) {
  return std::ranges::none_of(a, [&](std::uint16_t column) { return b.contains(column); });
}

float width(const Line& line) { return line.box.x1 - line.box.x0; }

float first_word_width(const Line& line) {
  if (line.words.empty()) return width(line);
  return line.words.front().x1 - line.words.front().x0;
}

const Piece* piece_at(const TextRow& row, std::uint16_t column, std::uint16_t last_column) {
  const auto found = std::ranges::find_if(
      row.pieces, [&](const Piece& piece) { return piece.column == column && piece.last_column == last_column; });
  return found == row.pieces.end() ? nullptr : &*found;
}

// Whether the first word of `next` would have stood behind `line` in a cell of this width.
bool had_room(const Line& line, const Line& next, float cell_width) {
  return width(line) + 0.3F * line.size + first_word_width(next) <= cell_width - 0.3F * line.size;
}

// Groups text rows into the rows of a table.
class RowGrouper {
 public:
  RowGrouper(const std::vector<TextRow>& rows, const std::vector<float>& edges) : rows_(rows), edges_(edges) {
    widths_.resize(edges.size());
    std::vector<float> steps;
    for (std::size_t at = 0; at < rows.size(); ++at) {
      for (const Piece& piece : rows[at].pieces) {
        if (piece.column == piece.last_column)
          widths_[piece.column] = std::max(widths_[piece.column], width(piece.line));
      }
      if (at > 0 && step_to(at) < widest_step) steps.push_back(step_to(at));
    }
    if (!steps.empty()) {
      const auto upper = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() * 7 / 10);
      std::ranges::nth_element(steps, upper);
      row_step_ = *upper;
    }
  }

  // The index of the first text row of each row.
  std::vector<std::size_t> starts() const {
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      if (starts.empty() || !continues(starts.back(), at)) starts.push_back(at);
    }
    return starts;
  }

 private:
  float step_to(std::size_t at) const {
    return (rows_[at].baseline - rows_[at - 1].baseline) / std::max(1.0F, rows_[at].size);
  }

  bool continues(std::size_t first, std::size_t at) const {
    const float step = step_to(at);
    if (step > widest_leading || at - first >= most_lines_of_row) return false;
    Columns above;
    for (std::size_t row = first; row < at; ++row) above.merge(columns_of(rows_[row]));
    const Columns here = columns_of(rows_[at]);
    if (spans_differ(first, at)) return false;
    const bool fewer = here.size() < above.size() && std::ranges::includes(above, here);
    if (step < tight * row_step_) return (fewer && !here.contains(0)) || mostly_wrapped(at);
    return fewer && (all_wrapped(at) || goes_on_in_lower_case(at));
  }

  // A spanning cell above single ones is a heading over them.
  bool spans_differ(std::size_t first, std::size_t at) const {
    for (std::size_t row = first; row < at; ++row) {
      for (const Piece& above : rows_[row].pieces) {
        for (const Piece& piece : rows_[at].pieces) {
          const bool meet = above.column <= piece.last_column && piece.column <= above.last_column;
          if (meet && (above.column != piece.column || above.last_column != piece.last_column)) return true;
        }
      }
    }
    return false;
  }

  enum class Wrap : std::int8_t { ended, unknown, wrapped };

  bool all_wrapped(std::size_t at) const {
    return std::ranges::all_of(rows_[at].pieces,
                               [&](const Piece& piece) { return wrap_of(piece, at) == Wrap::wrapped; });
  }
  // "Pseudomonas" above "fluorescens".
  bool goes_on_in_lower_case(std::size_t at) const {
    return std::ranges::all_of(rows_[at].pieces, [&](const Piece& piece) {
      const Piece* above = piece_at(rows_[at - 1], piece.column, piece.last_column);
      const char32_t end = above ? last_code_point(above->line.text) : 0;
      return is_lower(first_code_point(piece.line.text)) && is_letter(end);
    });
  }
  bool mostly_wrapped(std::size_t at) const {
    int balance = 0;
    for (const Piece& piece : rows_[at].pieces) balance += static_cast<int>(wrap_of(piece, at)) - 1;
    return balance > 0;
  }

  // Whether the cell's line above goes on here: in the middle of a sentence, or because it had no room for this
  // word. Single words below each other, such as numbers, never have room.
  Wrap wrap_of(const Piece& piece, std::size_t at) const {
    const Piece* above = piece_at(rows_[at - 1], piece.column, piece.last_column);
    if (!above) return Wrap::unknown;
    const bool mid_sentence = word_count(above->line) > 1 || above->line.text.ends_with(',');
    if (mid_sentence && is_lower(first_code_point(piece.line.text))) return Wrap::wrapped;
    const bool single = piece.column == piece.last_column;
    const float cell_width = single ? widths_[piece.column] : edges_[piece.last_column + 1U] - edges_[piece.column];
    if (had_room(above->line, piece.line, cell_width + piece.line.size)) return Wrap::ended;
    return word_count(above->line) > 1 || word_count(piece.line) > 1 ? Wrap::wrapped : Wrap::unknown;
  }

  const std::vector<TextRow>& rows_;
  const std::vector<float>& edges_;
  std::vector<float> widths_;  // of the widest text of each column
  float row_step_ = 0;         // ems between the baselines of rows, if it differs from that of lines
};

// A label that is set half-way between two rows belongs to both.
bool is_between_rows(const std::vector<TextRow>& rows, std::size_t at) {
  if (at == 0 || at + 1 >= rows.size()) return false;
  const float above = rows[at].baseline - rows[at - 1].baseline;
  const float below = rows[at + 1].baseline - rows[at].baseline;
  const Columns here = columns_of(rows[at]);
  return above < half_row * rows[at].size && below < half_row * rows[at].size &&
         are_disjoint(here, columns_of(rows[at - 1])) && are_disjoint(here, columns_of(rows[at + 1]));
}

class RowAppender {
 public:
  explicit RowAppender(TableGrid& table) : table_(table), columns_(table.column_edges.size() - 1) {}

  void append(Stretch stretch) {
    std::vector<Piece> spanning = take_centred(stretch);
    first_row_ = table_.rows;
    baselines_.clear();
    const std::size_t first_cell = table_.cells.size();
    const std::vector<std::size_t> starts = RowGrouper(stretch, table_.column_edges).starts();
    for (std::size_t row = 0; row < starts.size(); ++row) {
      const std::size_t end = row + 1 < starts.size() ? starts[row + 1] : stretch.size();
      append_row(stretch, starts[row], end);
    }
    for (Piece& piece : spanning) place_spanning(std::move(piece), first_cell);
  }

 private:
  // Labels over two rows, printed half-way between them.
  static std::vector<Piece> take_centred(Stretch& stretch) {
    std::vector<Piece> taken;
    for (std::size_t at = stretch.size(); at-- > 0;) {
      if (!is_between_rows(stretch, at)) continue;
      std::ranges::move(stretch[at].pieces, std::back_inserter(taken));
      stretch.erase(stretch.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return taken;
  }

  void append_row(std::vector<TextRow>& rows, std::size_t first, std::size_t end) {
    baselines_.push_back(rows[first].baseline);
    std::map<std::uint16_t, TableCellLines> cells;
    for (std::size_t row = first; row < end; ++row) {
      for (Piece& piece : rows[row].pieces) add(cells, std::move(piece));
    }
    std::uint32_t next = 0;
    for (auto& [column, cell] : cells) {
      for (; next < column; ++next) add_empty(static_cast<std::uint16_t>(next));
      next = column + cell.column_span;
      cell.row = table_.rows;
      table_.cells.push_back(std::move(cell));
    }
    for (; next < columns_; ++next) add_empty(static_cast<std::uint16_t>(next));
    ++table_.rows;
  }

  void add_empty(std::uint16_t column) { table_.cells.push_back({.row = table_.rows, .column = column, .lines = {}}); }

  // What overlaps in columns is one cell.
  static void add(std::map<std::uint16_t, TableCellLines>& cells, Piece piece) {
    TableCellLines merged{.column = piece.column, .lines = {}};
    std::uint32_t last = piece.last_column;
    for (auto cell = cells.begin(); cell != cells.end();) {
      const std::uint32_t cell_last = cell->second.column + cell->second.column_span - 1U;
      if (cell->second.column > last || cell_last < merged.column) {
        ++cell;
        continue;
      }
      merged.column = std::min(merged.column, cell->second.column);
      last = std::max(last, cell_last);
      std::ranges::move(cell->second.lines, std::back_inserter(merged.lines));
      cell = cells.erase(cell);
    }
    merged.column_span = static_cast<std::uint16_t>(last - merged.column + 1);
    merged.lines.push_back(std::move(piece.line));
    cells[merged.column] = std::move(merged);
  }

  // Into the empty cells beside it, as far as they are empty on both sides.
  void place_spanning(Piece piece, std::size_t first_cell) {
    TableCellLines* upper = nullptr;
    TableCellLines* lower = nullptr;
    for (std::size_t at = first_cell; at < table_.cells.size(); ++at) {
      TableCellLines& cell = table_.cells[at];
      if (cell.column != piece.column) continue;
      const float baseline = baselines_[static_cast<std::size_t>(cell.row - first_row_)];
      if (baseline < piece.line.baseline) upper = &cell;
      if (baseline > piece.line.baseline && !lower) lower = &cell;
    }
    TableCellLines* place = upper && upper->row_span == 1 ? upper : lower;
    if (!place) return;
    const bool both = upper && lower && upper->lines.empty() && lower->lines.empty() && lower->row == upper->row + 1;
    place->lines.push_back(std::move(piece.line));
    if (!both) return;
    place->row_span = 2;
    table_.cells.erase(table_.cells.begin() + (lower - table_.cells.data()));
  }

  TableGrid& table_;
  std::size_t columns_;
  std::vector<float> baselines_;  // of the first text row of each row since first_row_
  std::uint16_t first_row_ = 0;
};

}  // namespace

void append_rows(TableGrid& table, std::vector<Stretch> stretches) {
  RowAppender appender(table);
  for (Stretch& stretch : stretches) {
    if (!stretch.empty()) appender.append(std::move(stretch));
  }
}

float hard_breaks(const std::vector<TextRow>& rows, const std::vector<float>& column_edges) {
  std::size_t pairs = 0;
  std::size_t hard = 0;
  std::map<std::uint16_t, const Piece*> last;
  for (const TextRow& row : rows) {
    for (const Piece& piece : row.pieces) {
      const Piece*& above = last[piece.column];
      const float cell_width = column_edges[piece.last_column + 1U] - column_edges[piece.column] - piece.line.size / 2;
      if (above) {
        ++pairs;
        hard += had_room(above->line, piece.line, cell_width);
      }
      above = &piece;
    }
  }
  return pairs == 0 ? 0 : static_cast<float>(hard) / static_cast<float>(pairs);
}

}  // namespace edify::parse::pdf
