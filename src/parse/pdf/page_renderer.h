// A page as a grey bitmap for the OCR engine.
#pragma once

#include "base/error.h"
#include "parse/ocr/bitmap.h"
#include "parse/parser.h"
#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

struct Rendering {
  ocr::Bitmap bitmap;
  float dots_per_inch = 0;
};

// The whole page as it is shown. A page that is one picture is rendered at that picture's own resolution, up to
// `max_dots_per_inch`; lower where the page would pass `limits.pixels`. Errors: over_limit ("pixels") where a picture
// on the page is larger than the limit as stored, before any of it is decoded. Not thread-safe (PDFium).
Result<Rendering> render_page(FPDF_PAGE page, PageSize size, std::uint32_t max_dots_per_inch, const Limits& limits);

}  // namespace edify::parse::pdf
