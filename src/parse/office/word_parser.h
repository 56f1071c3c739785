// DOCX (WordprocessingML, transitional and strict) → elements. Pure function of the package.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/archive/zip_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// Word keeps no pages, so elements have none. Errors as Package.
Result<ParsedDocument> parse_docx(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);

}  // namespace edify::parse
