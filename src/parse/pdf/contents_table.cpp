#include "parse/pdf/contents_table.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "parse/pdf/reading_order.h"
#include "parse/pdf/table_pieces.h"

namespace edify::parse::pdf {
namespace {

constexpr int shortest_leader = 5;   // dots
constexpr float widest_step = 3.0F;  // ems
constexpr std::size_t most_title_lines = 3;

bool is_page_number(std::string_view text) {
  if (text.empty() || text.size() > 6) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos ||
         text.find_first_not_of("ivxlcIVXLC") == std::string_view::npos;
}

// What stands behind the last blank or dot.
std::string_view last_word(std::string_view text) {
  const std::size_t end = text.find_last_of(". ");
  return end == std::string_view::npos ? text : text.substr(end + 1);
}

std::string row_text(const Row& row) {
  std::string text;
  for (const Line* line : row) text += (text.empty() ? "" : " ") + line->text;
  return text;
}

struct Run {
  std::size_t first = 0;
  std::size_t last = 0;  // inclusive
};

// Rows with leaders and the lines between them that their titles begin on.
std::vector<Run> leader_runs(const std::vector<Row>& rows) {
  std::vector<Run> runs;
  std::size_t leaders = 0;
  const auto close = [&] {
    if (!runs.empty() && leaders < 3) runs.pop_back();
    leaders = 0;
  };
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const bool leader = rows[at].front()->table < 0 && ends_in_leader(row_text(rows[at]));
    if (!leader) continue;
    const auto near = [&] {
      if (leaders == 0 || at - runs.back().last > most_title_lines) return false;
      const Line& line = *rows[at].front();
      return line.baseline - rows[runs.back().last].front()->baseline <=
             widest_step * line.size * static_cast<float>(at - runs.back().last);
    };
    if (!near()) {
      close();
      runs.push_back({.first = at, .last = at});
    }
    runs.back().last = at;
    ++leaders;
  }
  close();
  return runs;
}

Box box_of(const std::vector<Row>& rows, Run run) {
  Box box = rows[run.first].front()->box;
  for (std::size_t at = run.first; at <= run.last; ++at) {
    for (const Line* line : rows[at]) box = unite(box, line->box);
  }
  return box;
}

// The row's last word, cut off as the page number, if it is one.
bool cut_number(TextRow& row, const PageLines& page) {
  Piece& last = row.pieces.back();
  if (!is_page_number(last_word(last.line.text))) return false;
  if (last.last_word > last.first_word) row.pieces.push_back(cut_before(last, last.last_word, page));
  return row.pieces.size() > 1;
}

TableGrid build(std::vector<TextRow>& rows, const PageLines& page, const Box& box) {
  TableGrid table;
  table.box = box;
  float numbers = box.x1;
  TableCellLines title{.row = 0, .column = 0, .lines = {}};
  for (TextRow& row : rows) {
    std::string text;
    for (const Piece& piece : row.pieces) text += (text.empty() ? "" : " ") + piece.line.text;
    const bool complete = ends_in_leader(text);
    TableCellLines number{.row = table.rows, .column = 1, .lines = {}};
    if (complete && cut_number(row, page)) {
      numbers = std::min(numbers, row.pieces.back().line.box.x0);
      number.lines.push_back(row.pieces.back().line);
    }
    const std::size_t titles = row.pieces.size() - number.lines.size();
    for (std::size_t at = 0; at < titles; ++at) title.lines.push_back(row.pieces[at].line);
    if (!complete) continue;
    title.row = table.rows++;
    table.cells.push_back(std::exchange(title, {.row = 0, .column = 0, .lines = {}}));
    table.cells.push_back(std::move(number));
  }
  table.column_edges = {box.x0, std::max(box.x0, numbers - 1), box.x1};
  return table;
}

}  // namespace

bool ends_in_leader(std::string_view text) {
  if (is_page_number(last_word(text))) text.remove_suffix(last_word(text).size());
  int dots = 0;
  while (!text.empty() && (text.ends_with('.') || text.ends_with(' ') || text.ends_with("…"))) {
    const bool ellipsis = text.ends_with("…");
    dots += ellipsis ? 3 : text.ends_with('.');
    text.remove_suffix(ellipsis ? std::string_view("…").size() : 1);
  }
  return dots >= shortest_leader && !text.empty();
}

void find_contents_tables(PageLines& page) {
  const auto leader = [](const Line& line) {
    return line.text.contains("....") || line.text.contains(". . .") || line.text.contains("……");
  };
  if (std::ranges::count_if(page.lines, leader) < 3) return;
  std::vector<Box> boxes;
  for (const Region& region : reading_order(page)) {
    for (const Run run : leader_runs(region.rows)) boxes.push_back(box_of(region.rows, run));
  }
  for (const Box& box : boxes) {
    std::vector<TextRow> rows = text_rows(pieces_in(page, box));
    TableGrid table = build(rows, page, box);
    if (table.rows < 3) continue;
    std::vector<Piece> pieces;
    for (TextRow& row : rows) std::ranges::move(row.pieces, std::back_inserter(pieces));
    move_into_table(page, pieces, std::move(table));
  }
}

}  // namespace edify::parse::pdf
