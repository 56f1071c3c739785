// What a tagged PDF says about the text on a page: the structure tree's headings and notes, and the artifacts beside
// it.
//
// Only what adds to what the page shows is taken. Paragraph tags are not: word processors tag as a paragraph whatever
// has no style, headings by hand among them. Nor is the tree's order: the page's own is as good, and never wrong.
#pragma once

#include <unordered_map>

#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

class PageTags {
 public:
  // `page` must stay open. A page of an untagged document, or with a tree too deep or too large, has no tags.
  explicit PageTags(FPDF_PAGE page);

  Tag of(FPDF_PAGEOBJECT object) const;

 private:
  std::unordered_map<FPDF_PAGEOBJECT, Tag> tags_;
};

}  // namespace edify::parse::pdf
