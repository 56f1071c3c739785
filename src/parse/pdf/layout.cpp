#include "parse/pdf/layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

Box shown_box(const Box& box, Direction direction, const PageLines& page) {
  const Box straight = page_box(box, direction, page.size);
  if (page.skew == 0) return straight;
  const float sine = std::sin(page.skew);
  const float cosine = std::cos(page.skew);
  const float middle_x = page.size.width / 2;
  const float middle_y = page.size.height / 2;
  // The middle line of the box, turned back about the page's middle; its height stays.
  const bool is_upright = direction == Direction::rightwards || direction == Direction::leftwards;
  const auto turned = [&](float x, float y) {
    const float dx = x - middle_x;
    const float dy = y - middle_y;
    return std::pair(middle_x + dx * cosine - dy * sine, middle_y + dx * sine + dy * cosine);
  };
  const float x = (straight.x0 + straight.x1) / 2;
  const float y = (straight.y0 + straight.y1) / 2;
  const auto [ax, ay] = is_upright ? turned(straight.x0, y) : turned(x, straight.y0);
  const auto [bx, by] = is_upright ? turned(straight.x1, y) : turned(x, straight.y1);
  const float half_width = is_upright ? 0 : (straight.x1 - straight.x0) / 2;
  const float half_height = is_upright ? (straight.y1 - straight.y0) / 2 : 0;
  const Box shown{std::min(ax, bx) - half_width, std::min(ay, by) - half_height, std::max(ax, bx) + half_width,
                  std::max(ay, by) + half_height};
  return page_box(shown, Direction::rightwards, page.size);
}

}  // namespace edify::parse::pdf
