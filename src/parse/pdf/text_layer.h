// Does a page's text layer say what the page shows, or must it be read from its picture?
#pragma once

#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

enum class TextLayer : std::uint8_t {
  usable,      // text that can be trusted, or a blank page
  incomplete,  // a little text over a picture that fills the page: keep it, and read the picture too
  unusable,    // ink without text, or text whose characters the file does not tell
};

struct LayerVerdict {
  TextLayer layer = TextLayer::usable;
  OcrReason reason = OcrReason::none;  // why it is not usable
};

// `page` must be open; `glyphs` are its own. Not thread-safe (PDFium).
LayerVerdict judge_text_layer(FPDF_PAGE page, const PageGlyphs& glyphs);

}  // namespace edify::parse::pdf
