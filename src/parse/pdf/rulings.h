// The straight lines that a page draws along its axes: tables' rules, boxes, underlines.
//
// Read from PDFium's page objects, form XObjects included, cut by their clip paths, in the frame of one direction
// (layout.h). The work is bounded, so a map of a million strokes costs no more than a page of tables.
#pragma once

#include <vector>

#include "parse/pdf/layout.h"
#include "parse/pdf/page_frame.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

struct Ruling {
  float position = 0;  // y of a horizontal one, x of a vertical one
  float from = 0;
  float to = 0;

  float length() const { return to - from; }
};

// Sorted by position, then start; collinear pieces that touch are one.
struct RulingSet {
  std::vector<Ruling> horizontal;
  std::vector<Ruling> vertical;
};

struct Rulings {
  RulingSet drawn;    // strokes and thin rectangles
  RulingSet shading;  // the edges of coloured areas
};

// `page` must be open; the answer does not refer to it. A page with more rulings than any table has none here: it is
// a drawing. Not thread-safe (PDFium).
Rulings read_rulings(FPDF_PAGE page, const PageFrame& frame, Direction direction);

}  // namespace edify::parse::pdf
