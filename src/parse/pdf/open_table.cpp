#include "parse/pdf/open_table.h"

#include <algorithm>
#include <iterator>

#include "parse/pdf/table_columns.h"

namespace edify::parse::pdf {
namespace {

// Of a column of running text, as of text beside text on a page.
constexpr float prose_characters = 16;
constexpr float prose_fill = 0.65F;

std::vector<TextRow> voting_rows(const std::vector<Stretch>& stretches) {
  std::vector<TextRow> all;
  std::vector<TextRow> body;
  for (std::size_t at = 0; at < stretches.size(); ++at) {
    all.insert(all.end(), stretches[at].begin(), stretches[at].end());
    if (at > 0) body.insert(body.end(), stretches[at].begin(), stretches[at].end());
  }
  return body.size() >= 2 ? body : all;
}

// The lowest piece above the rule that stands over it.
Piece* piece_above(std::vector<Stretch>& stretches, const Ruling& rule) {
  Piece* lowest = nullptr;
  for (Stretch& stretch : stretches) {
    for (TextRow& row : stretch) {
      for (Piece& piece : row.pieces) {
        const float middle = (piece.line.box.x0 + piece.line.box.x1) / 2;
        const bool over = middle >= rule.from && middle <= rule.to && piece.line.baseline <= rule.position + 2;
        if (over && (!lowest || piece.line.baseline > lowest->line.baseline)) lowest = &piece;
      }
    }
  }
  return lowest;
}

void span_over(std::vector<Stretch>& stretches, const Ruling& rule, const std::vector<float>& edges) {
  Piece* piece = piece_above(stretches, rule);
  if (!piece || rule.position - piece->line.baseline > piece->line.size) return;
  for (std::size_t column = 0; column + 1 < edges.size(); ++column) {
    const float middle = (edges[column] + edges[column + 1]) / 2;
    if (middle < rule.from || middle > rule.to) continue;
    piece->column = std::min(piece->column, static_cast<std::uint16_t>(column));
    piece->last_column = std::max(piece->last_column, static_cast<std::uint16_t>(column));
  }
}

}  // namespace

std::vector<const TextRow*> OpenTable::rows() const {
  std::vector<const TextRow*> rows;
  for (const Stretch& stretch : stretches) {
    for (const TextRow& row : stretch) rows.push_back(&row);
  }
  return rows;
}

std::optional<OpenTable> make_open_table(const PageLines& page, Box box, std::vector<Stretch> stretches,
                                         const std::vector<Ruling>& partial) {
  std::vector<float> edges = column_cuts(voting_rows(stretches));
  if (edges.empty()) return std::nullopt;
  for (const Stretch& stretch : stretches) {
    for (const TextRow& row : stretch) {
      for (const Piece& piece : row.pieces) box = unite(box, piece.line.box);
    }
  }
  edges.insert(edges.begin(), std::min(box.x0, edges.front()));
  edges.push_back(std::max(box.x1, edges.back()));
  for (Stretch& stretch : stretches) cut_into_cells(stretch, edges, page);
  for (const Ruling& rule : partial) span_over(stretches, rule, edges);
  return OpenTable{.box = box, .edges = std::move(edges), .stretches = std::move(stretches)};
}

bool is_running_text(const OpenTable& table) {
  struct Column {
    float rows = 0;
    float characters = 0;
    float width = 0;
    float widest = 0;
  };
  std::vector<Column> columns(table.columns());
  for (const TextRow* row : table.rows()) {
    std::vector<Column> here(table.columns());
    for (const Piece& piece : row->pieces) {
      if (piece.column != piece.last_column) continue;
      here[piece.column].characters += static_cast<float>(piece.line.characters);
      here[piece.column].width += piece.line.box.x1 - piece.line.box.x0;
    }
    for (std::size_t at = 0; at < columns.size(); ++at) {
      columns[at].rows += here[at].characters > 0;
      columns[at].characters += here[at].characters;
      columns[at].width += here[at].width;
      columns[at].widest = std::max(columns[at].widest, here[at].width);
    }
  }
  const auto is_prose = [](const Column& column) {
    return column.rows >= 3 && column.characters >= prose_characters * column.rows &&
           column.width >= prose_fill * column.widest * column.rows;
  };
  return std::ranges::count_if(columns, is_prose) >= 2;
}

TableGrid build_grid(OpenTable table) {
  TableGrid grid;
  grid.box = table.box;
  grid.column_edges = std::move(table.edges);
  const bool ruled_heading = table.stretches.size() > 1;
  if (ruled_heading) {
    std::vector<Stretch> heading;
    heading.push_back(std::move(table.stretches.front()));
    table.stretches.erase(table.stretches.begin());
    append_rows(grid, std::move(heading));
    grid.header_rows = grid.rows;
  }
  append_rows(grid, std::move(table.stretches));
  if (grid.header_rows == 0 && grid.rows > 1) grid.header_rows = 1;
  return grid;
}

}  // namespace edify::parse::pdf
