#include "parse/pdf/page_frame.h"

#include <algorithm>
#include <cmath>

namespace edify::parse::pdf {

PageFrame::PageFrame(FPDF_PAGE page) {
  if (!FPDF_GetPageBoundingBox(page, &box_)) box_ = {.left = 0, .top = 792, .right = 612, .bottom = 0};
  quarter_turns_ = std::clamp(FPDFPage_GetRotation(page), 0, 3);
  size_ = {box_.right - box_.left, box_.top - box_.bottom};
  if (quarter_turns_ % 2 == 1) std::swap(size_.width, size_.height);
}

Point PageFrame::shown(float x, float y) const {
  switch (quarter_turns_) {
    case 1: return {y - box_.bottom, x - box_.left};
    case 2: return {box_.right - x, y - box_.bottom};
    case 3: return {box_.top - y, box_.right - x};
    default: return {x - box_.left, box_.top - y};
  }
}

Direction PageFrame::direction_of(float a, float b) const {
  const Point origin = shown(0, 0);
  const Point tip = shown(a, b);
  const float dx = tip.x - origin.x;
  const float dy = tip.y - origin.y;
  constexpr float tan_of_10_degrees = 0.176F;
  if (std::abs(dy) <= std::abs(dx) * tan_of_10_degrees) return dx >= 0 ? Direction::rightwards : Direction::leftwards;
  if (std::abs(dx) <= std::abs(dy) * tan_of_10_degrees) return dy >= 0 ? Direction::downwards : Direction::upwards;
  return Direction::skewed;
}

Point PageFrame::in_frame(float x, float y, Direction direction) const {
  const Point point = shown(x, y);
  switch (direction) {
    case Direction::downwards: return {point.y, size_.width - point.x};
    case Direction::leftwards: return {size_.width - point.x, size_.height - point.y};
    case Direction::upwards: return {size_.height - point.y, point.x};
    default: return point;
  }
}

}  // namespace edify::parse::pdf
