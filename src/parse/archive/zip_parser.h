// A ZIP archive that is no office document → the elements of what it holds.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/nested_parser.h"

namespace edify::parse {

// Every member, in the archive's order, under a Title with its path; folders and what operating systems add
// (__MACOSX/, hidden files) are left out. A member that can not be read costs one line, unless none can be: then the
// first one's error is the answer. Errors: over_limit (all members together); unreadable ("malformed", "encrypted");
// what the reader says.
Result<ParsedDocument> parse_zip(RangeReader& reader, const Limits& limits, NestedParser& nested);

}  // namespace edify::parse
