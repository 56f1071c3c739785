// PowerPoint 97-2003 presentations (PPT, [MS-PPT]) → elements, a page a slide. Thread-safe for different readers.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// The texts of each slide's shapes in their order, titles first, tables with spans, then the speaker's notes.
// Errors: unreadable ("malformed", "encrypted"); over_limit ("entry_bytes": the stream; "pages"); what the reader says.
Result<ParsedDocument> parse_ppt(RangeReader& reader, const ParseOptions& options);

}  // namespace edify::parse
