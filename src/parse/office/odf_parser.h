// OpenDocument text, presentations and spreadsheets → elements. Pure functions of the package.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/archive/zip_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// Errors as Package; unreadable ("encrypted") where the document has a password.
Result<ParsedDocument> parse_odt(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);
// An element's page is its slide's number. Errors as pages_to_read too.
Result<ParsedDocument> parse_odp(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);
// Each visible sheet is a title, its tables and texts; cells as they were shown when the document was saved.
Result<ParsedDocument> parse_ods(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);

}  // namespace edify::parse
