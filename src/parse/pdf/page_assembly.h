// Lines of all pages → elements: furniture, columns, blocks, headings, paragraphs. The same for text layers and
// recognised pages, and for pictures that are documents themselves.
#pragma once

#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "parse/parser.h"
#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium_document.h"

namespace edify::parse::pdf {

// In reading order. Marks furniture in `pages`. `outline`: where the document has one. Errors: over_limit (elements).
// Thread-safe.
Result<std::vector<Element>> assemble_elements(std::vector<PageLines>& pages, const std::vector<OutlineEntry>& outline,
                                               const Limits& limits);

// Puts the pages' reports and the numbers of those that were not read into `document`, whose elements are set.
void add_reports(const std::vector<PageLines>& pages, ParsedDocument& document);

// The direction of most characters.
Direction main_direction(const std::vector<Line>& lines);

}  // namespace edify::parse::pdf
