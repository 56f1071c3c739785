// What the OCR engine read → lines as if the file had told them, so that scans go through the same columns,
// headings, lists and paragraphs as pages with a text layer. Pure functions, thread-safe.
#pragma once

#include "parse/ocr/page_reader.h"
#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// Puts the page's recognised lines, direction and skew into `page`, whose size is known. Lines that stand where `page`
// has text already are left out.
void add_recognized_lines(const ocr::PageText& recognized, PageLines& page);

}  // namespace edify::parse::pdf
