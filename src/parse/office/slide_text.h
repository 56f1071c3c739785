// Paragraphs of DrawingML text bodies, and the list styles that they inherit from layout and master
// (ECMA-376-1, 21.1.2).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/element.h"
#include "parse/office/xml.h"

namespace edify::parse {

// Where a paragraph's list properties are looked for after its own: a:lstStyle elements or the like, nearest first.
using ListStyles = std::vector<pugi::xml_node>;

// Appends an element a paragraph: list items where a bullet or a number shows, else `type` (`level` as in Element).
void add_text_body(std::vector<Element>& elements, const pugi::xml_node& body, const ListStyles& styles,
                   ElementType type, int level = 0);

// A paragraph's text as shown; line breaks are '\n', formulas $TeX$.
std::string slide_paragraph_text(const pugi::xml_node& paragraph);

// A text body's paragraphs in one line.
std::string text_body_line(const pugi::xml_node& body);

}  // namespace edify::parse
