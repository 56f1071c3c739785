// From PDF user space (y upwards, before rotation) to the shown page (top left, y downwards) and to the frames of
// layout.h. ISO 32000-1, 8.3 (coordinate systems) and 14.11.2 (page boundaries).
#pragma once

#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

struct Point {
  float x = 0;
  float y = 0;
};

class PageFrame {
 public:
  // Shows the crop box cut with the media box, turned as the page says.
  explicit PageFrame(FPDF_PAGE page);

  PageSize size() const { return size_; }

  // A user-space point on the shown page.
  Point shown(float x, float y) const;

  // Which way text runs on the shown page whose matrix has (a, b) as its first row.
  Direction direction_of(float a, float b) const;

  // A user-space point in the frame of `direction`.
  Point in_frame(float x, float y, Direction direction) const;

 private:
  FS_RECTF box_{};
  int quarter_turns_ = 0;  // clockwise
  PageSize size_;
};

}  // namespace edify::parse::pdf
