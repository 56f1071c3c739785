#include "parse/pdf/unruled_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>

#include "parse/pdf/markers.h"
#include "parse/pdf/open_table.h"
#include "parse/pdf/reading_order.h"
#include "parse/pdf/table_columns.h"

namespace edify::parse::pdf {
namespace {

// In points.
constexpr float same_end = 5.0F;
constexpr float shortest_full_rule = 60.0F;
constexpr float text_beyond_rule = 4.0F;

constexpr std::size_t most_rows_between_rules = 300;
constexpr float widest_step = 2.8F;     // ems between the baselines of neighbouring rows
constexpr float aligned_within = 3.0F;  // points
constexpr float aligned_part = 0.65F;   // of a column's cells

std::vector<Piece> all_pieces(const OpenTable& table) {
  std::vector<Piece> pieces;
  for (const TextRow* row : table.rows()) pieces.insert(pieces.end(), row->pieces.begin(), row->pieces.end());
  return pieces;
}

std::size_t rows_with_cells(const OpenTable& table, std::size_t cells) {
  return static_cast<std::size_t>(
      std::ranges::count_if(table.rows(), [&](const TextRow* row) { return row->pieces.size() >= cells; }));
}

// Rows with a cell over most columns: text that a river ran into by chance.
std::size_t full_rows(const OpenTable& table) {
  return static_cast<std::size_t>(std::ranges::count_if(table.rows(), [&](const TextRow* row) {
    return std::ranges::any_of(row->pieces, [&](const Piece& piece) {
      const std::size_t columns = piece.last_column - piece.column + 1U;
      return columns > 1 && columns * 5 >= table.columns() * 3;
    });
  }));
}

// Formulas of short lines: signs of mathematics in many cells.
bool has_many_signs(const OpenTable& table) {
  constexpr std::array<std::string_view, 12> signs = {"=", "∂", "∑", "√", "∞", "∫", "≤", "≥", "∈", "→", "⩽", "∼"};
  const std::vector<Piece> pieces = all_pieces(table);
  const auto with_sign = std::ranges::count_if(pieces, [&](const Piece& piece) {
    return std::ranges::any_of(signs, [&](std::string_view sign) { return piece.line.text.contains(sign); });
  });
  return with_sign * 5 >= std::ssize(pieces);
}

// The part of slots that are filled, at least.
bool is_dense(const OpenTable& table, float part) {
  const auto slots = static_cast<float>(table.rows().size() * table.columns());
  return static_cast<float>(all_pieces(table).size()) >= part * slots;
}

bool is_readable(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Formulas are set in many sizes and signs, code in fixed pitch.
bool is_code_or_formula(const OpenTable& table) {
  std::map<int, std::size_t> sizes;
  std::size_t readable = 0;
  std::size_t bytes = 0;
  std::size_t fixed_pitch = 0;
  std::size_t pieces = 0;
  for (const Piece& piece : all_pieces(table)) {
    ++pieces;
    ++sizes[static_cast<int>(std::lround(piece.line.size))];
    fixed_pitch += piece.line.fixed_pitch;
    bytes += piece.line.text.size();
    readable += static_cast<std::size_t>(std::ranges::count_if(piece.line.text, is_readable));
  }
  const std::size_t usual = std::ranges::max_element(sizes, {}, [](const auto& entry) { return entry.second; })->second;
  constexpr std::size_t few = 14;
  const bool scraps = pieces <= few && bytes < 4 * pieces;
  return scraps || fixed_pitch * 10 >= pieces * 9 || readable * 10 < bytes * 5 || usual * 10 < pieces * 6;
}

// --- between rules

// Rules of one length below each other.
std::vector<std::vector<Ruling>> rule_stacks(const std::vector<Ruling>& rules) {
  std::vector<std::vector<Ruling>> stacks;
  for (const Ruling& rule : rules) {
    if (rule.length() < shortest_full_rule) continue;
    const auto same = [&](const std::vector<Ruling>& stack) {
      return std::abs(stack.front().from - rule.from) <= same_end && std::abs(stack.front().to - rule.to) <= same_end;
    };
    const auto found = std::ranges::find_if(stacks, same);
    if (found == stacks.end()) {
      stacks.push_back({rule});
    } else {
      found->push_back(rule);
    }
  }
  std::erase_if(stacks, [](const auto& stack) { return stack.size() < 2; });
  return stacks;
}

Stretch rows_between(const PageLines& page, const Ruling& above, const Ruling& below) {
  return text_rows(
      pieces_in(page, {above.from - text_beyond_rule, above.position, above.to + text_beyond_rule, below.position}));
}

// A heading's one row, a title over all columns, or rows of cells.
bool may_be_part(const Stretch& rows, const Ruling& rule) {
  if (rows.empty() || rows.size() > most_rows_between_rules) return false;
  std::size_t with_cells = 0;
  for (const TextRow& row : rows) {
    if (is_caption(row.pieces.front().line.text)) return false;
    with_cells += cell_extents(row).size() >= 2;
  }
  if (with_cells * 2 >= rows.size()) return true;
  const Line& line = rows.front().pieces.front().line;
  return rows.size() == 1 && line.box.x1 - line.box.x0 < 0.6F * rule.length();
}

std::vector<Ruling> shorter_rules(const std::vector<Ruling>& rules, const Ruling& top, const Ruling& bottom) {
  std::vector<Ruling> result;
  for (const Ruling& rule : rules) {
    const bool inside = rule.position > top.position + 1 && rule.position < bottom.position - 1 &&
                        rule.from >= top.from - same_end && rule.to <= top.to + same_end;
    if (inside && rule.length() < 0.9F * top.length()) result.push_back(rule);
  }
  return result;
}

// The row next to a table whose outermost rule stands between them: a heading above the first rule, a last row below
// the last one. Empty unless its cells lie in the table's columns.
Stretch row_beyond(const PageLines& page, const OpenTable& table, const Ruling& rule, bool above) {
  constexpr float nearest_row = 26.0F;  // points
  const float y = rule.position + (above ? -nearest_row : nearest_row);
  Stretch rows = text_rows(pieces_in(page, {rule.from - text_beyond_rule, std::min(y, rule.position),
                                            rule.to + text_beyond_rule, std::max(y, rule.position)}));
  if (rows.empty()) return {};
  TextRow row = std::move(above ? rows.back() : rows.front());
  if (is_caption(row.pieces.front().line.text)) return {};
  const std::vector<CellExtent> cells = cell_extents(row);
  const auto crosses = [&](const CellExtent& cell) {
    return std::any_of(table.edges.begin() + 1, table.edges.end() - 1,
                       [&](float edge) { return cell.x0 < edge - 2 && cell.x1 > edge + 2; });
  };
  if (cells.size() < 2 || cells.size() * 2 < table.columns() || std::ranges::any_of(cells, crosses)) return {};
  Stretch result;
  result.push_back(std::move(row));
  return result;
}

// The table whose first rule is `stack[first]`; `first` moves to the rule behind it.
std::optional<OpenTable> table_from(const PageLines& page, const std::vector<Ruling>& stack,
                                    const std::vector<Ruling>& rules, std::size_t& first) {
  const std::size_t top = first;
  std::vector<Stretch> stretches;
  std::size_t last = top;
  for (; last + 1 < stack.size(); ++last) {
    Stretch rows = rows_between(page, stack[last], stack[last + 1]);
    const bool double_rule = stack[last + 1].position - stack[last].position < 4 && rows.empty();
    if (!double_rule && !may_be_part(rows, stack[last])) break;
    if (!rows.empty()) stretches.push_back(std::move(rows));
  }
  first = std::max(last, top + 1);
  if (stretches.empty()) return std::nullopt;
  const Box box{stack[top].from, stack[top].position, stack[top].to, stack[last].position};
  const std::vector<Ruling> partial = shorter_rules(rules, stack[top], stack[last]);
  auto table = make_open_table(page, box, stretches, partial);
  if (table) {
    Stretch heading = row_beyond(page, *table, stack[top], true);
    Stretch end = row_beyond(page, *table, stack[last], false);
    const bool grows = !heading.empty() || !end.empty();
    if (!heading.empty()) stretches.insert(stretches.begin(), std::move(heading));
    if (!end.empty()) stretches.push_back(std::move(end));
    if (grows) table = make_open_table(page, box, std::move(stretches), partial);
  }
  const bool is_table = table && rows_with_cells(*table, 2) >= 2 && is_dense(*table, 0.3F) &&
                        !is_running_text(*table) && !is_code_or_formula(*table) &&
                        full_rows(*table) * 5 <= table->rows().size() * 2 &&
                        (table->stretches.size() > 1 || !has_many_signs(*table));
  if (!is_table) return std::nullopt;
  return table;
}

// --- by alignment alone

struct Alignment {
  std::vector<float> left;
  std::vector<float> right;
  std::vector<float> centre;
};

float part_near_median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  const float median = *middle;
  const auto near =
      std::ranges::count_if(values, [&](float value) { return std::abs(value - median) <= aligned_within; });
  return static_cast<float>(near) / static_cast<float>(values.size());
}

std::size_t aligned_columns(const OpenTable& table) {
  std::vector<Alignment> columns(table.columns());
  for (const TextRow* row : table.rows()) {
    for (const Piece& piece : row->pieces) {
      if (piece.column != piece.last_column) continue;
      columns[piece.column].left.push_back(piece.line.box.x0);
      columns[piece.column].right.push_back(piece.line.box.x1);
      columns[piece.column].centre.push_back((piece.line.box.x0 + piece.line.box.x1) / 2);
    }
  }
  return static_cast<std::size_t>(std::ranges::count_if(columns, [](const Alignment& column) {
    return column.left.size() >= 2 &&
           (part_near_median(column.left) >= aligned_part || part_near_median(column.right) >= aligned_part ||
            part_near_median(column.centre) >= aligned_part);
  }));
}

// Markers before items, line numbers before code, numbers before headings.
bool begins_with_markers(const OpenTable& table) {
  std::size_t markers = 0;
  std::size_t cells = 0;
  for (const TextRow* row : table.rows()) {
    const Piece& piece = row->pieces.front();
    if (piece.column != 0) continue;
    ++cells;
    markers +=
        is_list_marker(piece.line.text) || has_bullet(piece.line.text) || numbering_depth(piece.line.text + " X") > 0;
  }
  return markers * 2 > cells;
}

// Of the column's text in a row.
float mean_characters(const OpenTable& table, std::uint16_t column) {
  float characters = 0;
  float rows = 0;
  for (const TextRow* row : table.rows()) {
    float here = 0;
    for (const Piece& piece : row->pieces)
      here += piece.column == column ? static_cast<float>(piece.line.characters) : 0;
    characters += here;
    rows += here > 0;
  }
  return characters / std::max(1.0F, rows);
}

bool has_empty_column(const OpenTable& table) {
  std::vector<std::size_t> filled(table.columns());
  for (const Piece& piece : all_pieces(table)) ++filled[piece.column];
  return std::ranges::any_of(filled, [&](std::size_t cells) { return cells * 5 < table.rows().size(); });
}

bool is_aligned_table(const OpenTable& table) {
  constexpr float label_characters = 24;
  constexpr float letter = 1.5F;
  if (rows_with_cells(table, 2) < 3 || !is_dense(table, 0.45F) || is_running_text(table) || is_code_or_formula(table) ||
      has_many_signs(table) || has_empty_column(table) || full_rows(table) * 5 > table.rows().size() * 2) {
    return false;
  }
  const std::size_t aligned = aligned_columns(table);
  if (table.columns() > 2) return aligned * 10 >= table.columns() * 7;
  return aligned == 2 && rows_with_cells(table, 2) >= 4 && !begins_with_markers(table) &&
         mean_characters(table, 0) >= letter &&
         std::min(mean_characters(table, 0), mean_characters(table, 1)) <= label_characters;
}

Box row_box(const Row& row) {
  Box box = row.front()->box;
  for (const Line* line : row) box = unite(box, line->box);
  return box;
}

bool has_cells(const Row& row) {
  if (row.size() > 1) return true;
  const Line& line = *row.front();
  for (std::size_t word = 1; word < line.words.size(); ++word) {
    if (line.words[word].x0 - line.words[word - 1].x1 >= line.size) return true;
  }
  return false;
}

// Areas of consecutive rows, most of which have several cells.
std::vector<Box> tabular_runs(const Region& region) {
  constexpr std::size_t rows_without_cells = 2;
  std::vector<Box> runs;
  const std::vector<Row>& rows = region.rows;
  for (std::size_t first = 0; first < rows.size(); ++first) {
    if (rows[first].front()->table >= 0 || !has_cells(rows[first])) continue;
    Box box = row_box(rows[first]);
    std::size_t with_cells = 1;
    std::size_t last = first;
    for (std::size_t at = first + 1; at < rows.size() && at - last <= rows_without_cells + 1; ++at) {
      const Line& line = *rows[at].front();
      const float step = line.baseline - rows[at - 1].front()->baseline;
      if (line.table >= 0 || step > widest_step * line.size || is_caption(line.text)) break;
      if (!has_cells(rows[at])) continue;
      for (std::size_t inside = last + 1; inside <= at; ++inside) box = unite(box, row_box(rows[inside]));
      last = at;
      ++with_cells;
    }
    if (with_cells >= 3) runs.push_back(box);
    first = last;
  }
  return runs;
}

}  // namespace

void find_tables_between_rules(PageLines& page, const RulingSet& rules) {
  for (const std::vector<Ruling>& stack : rule_stacks(rules.horizontal)) {
    for (std::size_t first = 0; first + 1 < stack.size();) {
      std::optional<OpenTable> table = table_from(page, stack, rules.horizontal, first);
      if (!table) continue;
      const std::vector<Piece> pieces = all_pieces(*table);
      move_into_table(page, pieces, build_grid(std::move(*table)));
    }
  }
}

void find_aligned_tables(PageLines& page) {
  std::vector<Box> runs;
  for (const Region& region : reading_order(page)) std::ranges::move(tabular_runs(region), std::back_inserter(runs));
  for (const Box& run : runs) {
    std::vector<Stretch> rows;
    rows.push_back(text_rows(pieces_in(page, run)));
    std::optional<OpenTable> table = make_open_table(page, run, std::move(rows), {});
    if (!table || !is_aligned_table(*table)) continue;
    const std::vector<Piece> pieces = all_pieces(*table);
    move_into_table(page, pieces, build_grid(std::move(*table)));
  }
}

}  // namespace edify::parse::pdf
