// What the readers of office formats share about elements and pages. Pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "parse/parser.h"

namespace edify::parse {

// Appends an element whose text is `text` normalised to one line, unless that is empty. `level` as in Element.
void add_element(std::vector<Element>& elements, ElementType type, std::string_view text, int level = 0);

// The pages to read of a document that has `count`; last < first only where it has none at all.
// Errors: invalid_argument ("page_range") where none of those asked for exists; over_limit ("pages").
Result<PageRange> pages_to_read(const ParseOptions& options, std::size_t count);

}  // namespace edify::parse
