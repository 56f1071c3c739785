#include "parse/pdf/table_pieces.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr float same_baseline = 0.45F;  // ems
// A table counts in the evidence of columns like a line of text of this length.
constexpr std::uint32_t table_characters = 60;

std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80 && c != ' '; }));
}

bool holds_middle(const Box& area, const Box& box) {
  const float x = (box.x0 + box.x1) / 2;
  const float y = (box.y0 + box.y1) / 2;
  return x >= area.x0 && x <= area.x1 && y >= area.y0 && y <= area.y1;
}

void add_runs(const Line& line, std::size_t source, const Box& area, std::vector<Piece>& pieces) {
  const std::size_t count = word_count(line);
  for (std::size_t first = 0; first < count; ++first) {
    if (!holds_middle(area, word_box(line, first))) continue;
    std::size_t last = first;
    while (last + 1 < count && holds_middle(area, word_box(line, last + 1))) ++last;
    pieces.push_back({.line = slice(line, first, last), .source = source, .first_word = first, .last_word = last});
    first = last;
  }
}

float main_size(const std::vector<Piece>& pieces) {
  std::map<float, std::uint32_t> characters;
  for (const Piece& piece : pieces) characters[piece.line.size] += piece.line.characters;
  return std::ranges::max_element(characters, {}, [](const auto& entry) { return entry.second; })->first;
}

Line stand_in(const TableGrid& table, Direction direction, float size, std::size_t index) {
  Line line{.text = {},
            .box = table.box,
            .baseline = table.box.y0 + size,
            .size = size,
            .characters = table_characters,
            .direction = direction};
  line.table = static_cast<std::int32_t>(index);
  return line;
}

}  // namespace

std::size_t word_count(const Line& line) { return std::max<std::size_t>(1, line.words.size()); }

Box word_box(const Line& line, std::size_t word) {
  if (line.words.empty()) return line.box;
  return {line.words[word].x0, line.box.y0, line.words[word].x1, line.box.y1};
}

Line slice(const Line& line, std::size_t first, std::size_t last) {
  if (first == 0 && last + 1 >= word_count(line)) return line;
  Line part = line;
  const std::size_t begin = line.words[first].begin;
  const std::size_t end = last + 1 < line.words.size() ? line.words[last + 1].begin : line.text.size();
  part.text = line.text.substr(begin, end - begin);
  while (part.text.ends_with(' ')) part.text.pop_back();
  part.words.assign(line.words.begin() + static_cast<std::ptrdiff_t>(first),
                    line.words.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  part.box = word_box(line, first);
  for (std::size_t word = first; word <= last; ++word) part.box = unite(part.box, word_box(line, word));
  for (WordPlace& word : part.words) word.begin -= static_cast<std::uint32_t>(begin);
  part.characters = count_characters(part.text);
  return part;
}

std::vector<Piece> pieces_in(const PageLines& page, const Box& area) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < page.lines.size(); ++at) {
    const Line& line = page.lines[at];
    if (line.table >= 0) continue;
    if (line.direction == page.direction) {
      if (line.box.y1 >= area.y0 && line.box.y0 <= area.y1) add_runs(line, at, area, pieces);
    } else if (line.direction != Direction::skewed) {
      const Box turned = frame_box(page_box(line.box, line.direction, page.size), page.direction, page.size);
      if (!holds_middle(area, turned)) continue;
      pieces.push_back({.line = line, .source = at, .first_word = 0, .last_word = word_count(line) - 1});
    }
  }
  return pieces;
}

Piece cut_before(Piece& piece, std::size_t word, const PageLines& page) {
  const Line& source = page.lines[piece.source];
  Piece rest = piece;
  rest.first_word = word;
  rest.line = slice(source, word, piece.last_word);
  piece.last_word = word - 1;
  piece.line = slice(source, piece.first_word, piece.last_word);
  return rest;
}

std::vector<TextRow> text_rows(std::vector<Piece> pieces) {
  std::ranges::stable_sort(pieces, {}, [](const Piece& piece) { return piece.line.baseline; });
  std::vector<TextRow> rows;
  for (Piece& piece : pieces) {
    const float size = std::max(1.0F, piece.line.size);
    if (rows.empty() || piece.line.baseline - rows.back().baseline > same_baseline * std::max(size, rows.back().size)) {
      rows.push_back({.baseline = piece.line.baseline, .size = size, .pieces = {}});
    }
    rows.back().size = std::max(rows.back().size, size);
    rows.back().pieces.push_back(std::move(piece));
  }
  for (TextRow& row : rows) {
    std::ranges::stable_sort(row.pieces, {}, [](const Piece& piece) { return piece.line.box.x0; });
  }
  return rows;
}

void move_into_table(PageLines& page, const std::vector<Piece>& pieces, TableGrid table) {
  std::map<std::size_t, std::vector<std::pair<std::size_t, std::size_t>>> taken;
  for (const Piece& piece : pieces) taken[piece.source].emplace_back(piece.first_word, piece.last_word);
  std::vector<Line> lines;
  lines.reserve(page.lines.size() + 1);
  bool placed = false;
  for (std::size_t at = 0; at < page.lines.size(); ++at) {
    const auto found = taken.find(at);
    if (found == taken.end()) {
      lines.push_back(std::move(page.lines[at]));
      continue;
    }
    if (!std::exchange(placed, true)) {
      lines.push_back(stand_in(table, page.direction, main_size(pieces), page.tables.size()));
    }
    std::ranges::sort(found->second);
    std::size_t next = 0;
    const Line& line = page.lines[at];
    for (const auto& [first, last] : found->second) {
      if (first > next) lines.push_back(slice(line, next, first - 1));
      next = last + 1;
    }
    if (next < word_count(line)) lines.push_back(slice(line, next, word_count(line) - 1));
  }
  page.lines = std::move(lines);
  page.tables.push_back(std::move(table));
}

}  // namespace edify::parse::pdf
