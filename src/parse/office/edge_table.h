// Collects the rows of an RTF or DOC table, whose cells say where they end on the page, not how many columns they span.
// One thread.
#pragma once

#include <string>
#include <vector>

#include "parse/markup/table.h"

namespace edify::parse {

class EdgeTable {
 public:
  // A cell as its row describes it.
  struct CellFormat {
    int right_edge = 0;  // twips
    bool continues_left = false;
    bool continues_above = false;
  };

  void begin_row_format();
  void merge_left() { next_.continues_left = true; }
  void merge_above() { next_.continues_above = true; }
  void mark_header() { is_header_ = true; }
  void add_format(int right_edge);
  void add_format(const CellFormat& format) { formats_.push_back(format); }

  // `text` is one line, normalised.
  void end_cell(std::string text) { texts_.push_back(std::move(text)); }
  void end_row();

  bool is_empty() const { return rows_.empty() && texts_.empty(); }
  // The table with its spans; what was collected is gone.
  Table take();

 private:
  struct Cell {
    std::string text;
    CellFormat format;
  };
  struct Row {
    std::vector<Cell> cells;
    bool is_header = false;
  };

  std::vector<int> column_edges() const;

  std::vector<CellFormat> formats_;
  CellFormat next_;
  bool is_header_ = false;
  std::vector<std::string> texts_;
  std::vector<Row> rows_;
};

}  // namespace edify::parse
