// PPTX (PresentationML) → elements, slide by slide. Pure function of the package.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/archive/zip_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// An element's page is its slide's number; hidden slides are left out. Boxes are the shapes'. Errors as Package, and
// invalid_argument ("page_range") where the presentation has no slide of `options.pages`.
Result<ParsedDocument> parse_pptx(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);

}  // namespace edify::parse
