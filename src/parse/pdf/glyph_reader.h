// PDFium's text page → glyphs on the page as it is shown: crop box and rotation applied, hidden ones left out.
// Asking PDFium character by character costs about 100 ns a character, 2 % of what loading its page does (measured).
#pragma once

#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

// `page` must stay open; the answer does not refer to it. A page without text, or one whose text PDFium can not
// load, has no glyphs. Not thread-safe (PDFium).
PageGlyphs read_glyphs(FPDF_PAGE page);

}  // namespace edify::parse::pdf
