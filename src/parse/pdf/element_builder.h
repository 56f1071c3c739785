// Blocks and furniture → elements with text, box and a span for every printed line.
#pragma once

#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "parse/parser.h"
#include "parse/pdf/block_builder.h"
#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// In reading order; of each page its headers first and its footers last. A paragraph that a column's or page's end
// cut is one element where it stood first. `blocks` ascend by page and point into `pages`. Errors: over_limit
// (elements). Thread-safe.
Result<std::vector<Element>> build_elements(const std::vector<PageLines>& pages, const std::vector<Block>& blocks,
                                            const Limits& limits);

}  // namespace edify::parse::pdf
