// What stands in one Word paragraph: its text as shown, and what hangs on it. Pure function.
#pragma once

#include <string>
#include <vector>

#include "parse/office/xml.h"

namespace edify::parse {

struct NoteReference {
  std::string id;
  bool is_endnote = false;
};

struct WordText {
  std::string text;                 // insertions in, deletions and hidden text out, formulas as $TeX$; not normalised
  bool is_formula = false;          // nothing but a displayed formula, between $$
  std::vector<std::string> images;  // descriptions of pictures, as their author wrote them
  std::vector<std::string> charts;  // relationship ids
  std::vector<pugi::xml_node> text_boxes;  // txbxContent
  std::vector<NoteReference> notes;
};

// `paragraph` is a w:p.
WordText read_word_text(const pugi::xml_node& paragraph);

// The branch of an mc:AlternateContent that is read: its first choice that holds anything, else the fallback.
pugi::xml_node chosen_alternative(const pugi::xml_node& alternate);

}  // namespace edify::parse
