// EPUB → elements: the chapters of the spine in their order, by the HTML parser. Pure function of the package.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/archive/zip_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// Books have no pages. The table of contents is left out. Errors as Package and parse_html; unreadable ("encrypted")
// where chapters are; over_limit ("elements") while chapters are added.
Result<ParsedDocument> parse_epub(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);

}  // namespace edify::parse
