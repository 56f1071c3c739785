// What stands in one OpenDocument paragraph or heading: its text, and what hangs on it. Pure function.
#pragma once

#include <string>
#include <vector>

#include "parse/office/xml.h"

namespace edify::parse {

struct OdfText {
  std::string text;                    // not normalised
  std::vector<pugi::xml_node> frames;  // draw:frame and shapes anchored here
  std::vector<pugi::xml_node> notes;   // text:note-body
};

// `paragraph` is a text:p or text:h. Comments and tracked deletions are left out.
OdfText read_odf_text(const pugi::xml_node& paragraph);

// draw:frame, draw:custom-shape, draw:g and the like.
bool is_odf_shape(const pugi::xml_node& node);

}  // namespace edify::parse
