// The ways to read a PDF, one after the other: as it is, then repaired.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// parse_pdf(), and where it finds nothing that it can read, parse_pdf() again on what libqpdf makes of the file.
// (PDFium mends broken cross-reference tables by itself; libqpdf finds objects and pages where PDFium gives up.)
// Pages whose text can not be used are read by OCR in either way. Errors: those of parse_pdf(); a "malformed" one says
// what was tried.
Result<ParsedDocument> parse_pdf_or_repair(RangeReader& reader, const ParseOptions& options);

}  // namespace edify::parse
