// Lines cut into the pieces that stand in a table's cells, and a page's text moved from its lines into a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// A stretch of a line's words. `column` to `last_column` say which of a table's columns it covers.
struct Piece {
  Line line;               // of these words only
  std::size_t source = 0;  // index into PageLines::lines
  std::size_t first_word = 0;
  std::size_t last_word = 0;  // inclusive
  std::uint16_t column = 0;
  std::uint16_t last_column = 0;
};

// Pieces on one baseline, from left to right.
struct TextRow {
  float baseline = 0;
  float size = 0;
  std::vector<Piece> pieces;
};

// How many words a line has that can be told apart; a line without places is one.
std::size_t word_count(const Line& line);

// Where word `word` of a line stands.
Box word_box(const Line& line, std::size_t word);

// Words [first, last] as a line of its own.
Line slice(const Line& line, std::size_t first, std::size_t last);

// The words of `page` whose middle lies in `area` (frame of the page's direction), a piece for each line. Lines of
// another direction are in it whole, with their box turned. Lines that stand for tables are left out.
std::vector<Piece> pieces_in(const PageLines& page, const Box& area);

// Cuts a piece before the word `word` of its line, which must be inside; the piece keeps what is before it.
Piece cut_before(Piece& piece, std::size_t word, const PageLines& page);

std::vector<TextRow> text_rows(std::vector<Piece> pieces);

// Moves the words of `pieces` out of the page's lines, and puts a line that stands for `table` in their place.
void move_into_table(PageLines& page, const std::vector<Piece>& pieces, TableGrid table);

}  // namespace edify::parse::pdf
