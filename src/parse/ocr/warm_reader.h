// The process's OCR: one PageReader a set of options, made at the first page that needs it.
//
// A parse worker is one process with one thread and reads thousands of documents; models are loaded once. This is the
// process's own state, like PDFium's library beside it, not a value to hand around: parse_document() is a function.
// Not thread-safe.
#pragma once

#include "base/error.h"
#include "parse/ocr/page_reader.h"
#include "parse/parser.h"

namespace edify::parse::ocr {

// Lives as long as the process. Errors: unavailable ("ocr_models").
Result<PageReader*> warm_page_reader(const OcrOptions& options);

}  // namespace edify::parse::ocr
