// The shapes of a slide in reading order, with places inherited from layout and master. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/element.h"
#include "parse/office/xml.h"

namespace edify::parse {

struct SlideShape {
  pugi::xml_node node;      // sp, pic or graphicFrame
  std::string placeholder;  // ph's type: "title", "body", …; "obj" where it has none
  bool is_placeholder = false;
  Box box;                              // points, on the slide
  pugi::xml_node in_layout, in_master;  // the placeholders that it inherits from
};

// `slide`, `layout` and `master` are roots (p:sld, …); the last two may be null. Titles come first, the others by rows
// from top to bottom and left to right within a row; a group stays together.
std::vector<SlideShape> order_shapes(const pugi::xml_node& slide, const pugi::xml_node& layout,
                                     const pugi::xml_node& master);

}  // namespace edify::parse
