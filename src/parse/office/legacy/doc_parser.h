// Word 97-2003 documents (DOC, [MS-DOC]) → elements. Thread-safe for different readers.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/limits.h"

namespace edify::parse {

// The text in order, then footnotes, endnotes and text boxes; headings by style or outline level, list items, tables
// with spans. Field codes, page headers and comments are left out. Word 6 and 95: the text alone.
// Errors: unreadable ("malformed", "encrypted"); over_limit ("entry_bytes": a stream); what the reader says.
Result<ParsedDocument> parse_doc(RangeReader& reader, const Limits& limits);

}  // namespace edify::parse
