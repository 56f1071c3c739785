// The stations between a page's glyphs and a document's elements. Plain values.
//
// Text may run in any of four directions on a page. Everything here is measured in the *frame* of its direction: the
// page turned so that the text reads left to right on horizontal lines, origin top left, y downwards, in points.
// `page_box` turns a box back to the page as it is shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/element.h"

namespace edify::parse::pdf {

// Where the text's right hand points on the shown page. `skewed`: off the axes (watermarks), measured as rightwards.
enum class Direction : std::uint8_t { rightwards, downwards, leftwards, upwards, skewed };

struct PageSize {
  float width = 0;
  float height = 0;
};

// The page's size in the frame of `direction`.
PageSize frame_size(PageSize page, Direction direction);

// From the frame of `direction` to the shown page, cut at the page's edges.
Box page_box(const Box& box, Direction direction, PageSize page);

// The other way round: from the shown page to the frame of `direction`.
Box frame_box(const Box& shown, Direction direction, PageSize page);

// What a tagged document calls its text, where that says more than the page shows.
enum class Tag : std::uint8_t { none, heading_1, heading_2, heading_3, heading_4, heading_5, heading_6, note };

struct TextStyle {
  float size = 0;  // em in points, as shown
  bool bold = false;
  bool italic = false;
  bool fixed_pitch = false;
  bool legacy_font = false;  // by its name, one whose codes do not mean what they show
  Tag tag = Tag::none;
  std::uint16_t font = 0;  // which of the page's
};

struct Glyph {
  char32_t code = 0;
  float x0 = 0;  // of the advance box
  float x1 = 0;
  float baseline = 0;
  std::uint16_t style = 0;  // index into PageGlyphs::styles
  Direction direction = Direction::rightwards;
  bool space_before = false;  // a space or line end stands before it in the file's order
};

struct PageGlyphs {
  PageSize size;
  std::vector<Glyph> glyphs;  // in the file's order, without spaces
  std::vector<TextStyle> styles;
  std::size_t unmapped = 0;  // glyphs whose character the file does not tell
};

// A word of a line, up to the next one with a space before it.
struct WordPlace {
  std::uint32_t begin = 0;  // byte offset into Line::text
  float x0 = 0;
  float x1 = 0;
};

// A run of text on one printed line without a wide gap; a line of a paragraph, or a cell of a table row.
struct Line {
  std::string text;  // NFC, single spaces; may end in a soft hyphen
  Box box;           // em boxes, so all lines of a style are equally high
  float baseline = 0;
  float size = 0;  // of most of its characters
  std::uint32_t characters = 0;
  Direction direction = Direction::rightwards;
  TextSource source = TextSource::text;
  // header, footer, page_number where recognised as such; else uncategorized_text
  ElementType furniture = ElementType::uncategorized_text;
  bool bold = false;  // all of it; `some_bold`: any of it
  bool some_bold = false;
  bool italic = false;
  bool fixed_pitch = false;
  bool right_to_left = false;
  Tag tag = Tag::none;             // of nearly all of it
  std::vector<WordPlace> words{};  // in the text's order; only until the page's tables are found, may be empty
  std::int32_t table = -1;         // stands for PageLines::tables[table], which fills `box`; no text of its own
};

// A cell over one or more slots of a table's grid.
struct TableCellLines {
  std::uint16_t row = 0;
  std::uint16_t column = 0;
  std::uint16_t row_span = 1;
  std::uint16_t column_span = 1;
  std::vector<Line> lines;  // in reading order; empty in an empty cell
};

// A table found on a page. Its text is in its cells and nowhere else.
struct TableGrid {
  Box box;                          // in the frame of the page's main direction
  std::vector<float> column_edges;  // ascending, one more than columns
  std::uint16_t rows = 0;
  std::uint16_t header_rows = 0;
  std::vector<TableCellLines> cells;  // by row, then column; every slot is in exactly one
};

// A picture on the shown page, and the text in it once that was read.
struct Figure {
  Box box;
  std::string text;
  std::vector<Span> lines;
};

// What is kept of a page once PDFium has closed it.
struct PageLines {
  std::uint32_t number = 0;  // from 1
  PageSize size;
  Direction direction = Direction::rightwards;  // of most of its text
  std::vector<Line> lines;                      // in the file's order
  std::vector<TableGrid> tables;                // each with a line that stands for it
  std::vector<Figure> figures;                  // that may hold text; none where the page itself is read as a picture
  float skew = 0;  // radians: how far a scan's lines fall to the right; boxes are of the straightened page
  PageReport report;
};

// From the frame of `direction` to the page as it is shown, skew included: the box that holds the line there.
Box shown_box(const Box& box, Direction direction, const PageLines& page);

// One printed row of a region: a line, or the cells of a table row from its reading start.
using Row = std::vector<const Line*>;

}  // namespace edify::parse::pdf
