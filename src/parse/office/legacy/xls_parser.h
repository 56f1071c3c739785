// Excel 5-2003 workbooks (XLS, [MS-XLS]) → elements. Thread-safe for different readers.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/limits.h"

namespace edify::parse {

// A Title with each visible sheet's name, then its tables: numbers and dates as the cells show them, results of
// formulas, merged cells. Errors: unreadable ("malformed", "encrypted"); over_limit ("entry_bytes": the stream;
// "elements": cells); what the reader says.
Result<ParsedDocument> parse_xls(RangeReader& reader, const Limits& limits);

}  // namespace edify::parse
