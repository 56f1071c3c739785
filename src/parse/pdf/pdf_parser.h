// PDF → elements in reading order, with page, boxes and heading levels. Pages without a usable text layer
// are read from their pictures; those that can not be are listed in ParsedDocument::pages_needing_ocr.
//
// Not thread-safe, for the whole process: PDFium may be entered by one thread at a time. A parse worker is one
// process with one thread. Memory: one open page, PDFium's share of about 64 MB of file, and the document's lines.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// A page that PDFium can not load is skipped and listed as needing OCR, while others load. Errors: unreadable
// (encrypted, malformed, empty); over_limit (bytes, pages, elements, text_bytes); invalid_argument (page_range:
// options.pages lies behind the last page); what the reader says.
Result<ParsedDocument> parse_pdf(RangeReader& reader, const ParseOptions& options);

}  // namespace edify::parse
