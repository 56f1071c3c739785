// XLSX (SpreadsheetML) → elements: each visible sheet a title, its tables, texts and charts. Pure function.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/archive/zip_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// Sheets are no pages. Hidden sheets are left out; hidden rows, which a forgotten filter leaves behind, are not. Errors
// as Package and read_sheet.
Result<ParsedDocument> parse_xlsx(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget);

}  // namespace edify::parse
