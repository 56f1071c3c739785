// An element of text without a place on a page, as formats without pages make them.
#pragma once

#include <string>
#include <utility>

#include "model/element.h"

namespace edify::parse {

// `level` as in Element.
inline Element text_element(ElementType type, std::string text, int level = 0) {
  Element element;
  element.type = type;
  element.text = std::move(text);
  element.level = level;
  return element;
}

}  // namespace edify::parse
