#include "parse/pdf/layout.h"

#include <algorithm>

namespace edify::parse::pdf {

PageSize frame_size(PageSize page, Direction direction) {
  const bool sideways = direction == Direction::downwards || direction == Direction::upwards;
  return sideways ? PageSize{page.height, page.width} : page;
}

Box page_box(const Box& box, Direction direction, PageSize page) {
  Box turned = box;
  switch (direction) {
    case Direction::rightwards:
    case Direction::skewed: break;
    case Direction::downwards: turned = {page.width - box.y1, box.x0, page.width - box.y0, box.x1}; break;
    case Direction::leftwards:
      turned = {page.width - box.x1, page.height - box.y1, page.width - box.x0, page.height - box.y0};
      break;
    case Direction::upwards: turned = {box.y0, page.height - box.x1, box.y1, page.height - box.x0}; break;
  }
  return {std::clamp(turned.x0, 0.0F, page.width), std::clamp(turned.y0, 0.0F, page.height),
          std::clamp(turned.x1, 0.0F, page.width), std::clamp(turned.y1, 0.0F, page.height)};
}

Box frame_box(const Box& shown, Direction direction, PageSize page) {
  switch (direction) {
    case Direction::downwards: return {shown.y0, page.width - shown.x1, shown.y1, page.width - shown.x0};
    case Direction::leftwards:
      return {page.width - shown.x1, page.height - shown.y1, page.width - shown.x0, page.height - shown.y0};
    case Direction::upwards: return {page.height - shown.y1, shown.x0, page.height - shown.y0, shown.x1};
    default: return shown;
  }
}

}  // namespace edify::parse::pdf
