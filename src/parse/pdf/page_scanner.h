// Reads pages of a PDF from their pictures, and says in each page's report why and how well.
#pragma once

#include "base/error.h"
#include "parse/ocr/page_reader.h"
#include "parse/parser.h"
#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

// A page read with less confidence than this is marked.
inline constexpr float trusted_confidence = 0.7F;

// For one document. Not thread-safe (PDFium, OCR engine).
class PageScanner {
 public:
  // `options` must outlive the scanner.
  explicit PageScanner(const ParseOptions& options) : options_(options) {}

  // Renders `page`, reads it and adds what stands there to `lines`, whose size and report.reason are set. What can
  // not be read is no error of the document: report.trouble says why. Not at all with Strategy::fast.
  void scan(FPDF_PAGE page, PageLines& lines);

 private:
  const ParseOptions& options_;
  bool started_ = false;
};

// Reads one picture of a page into `lines`, whose size is set, and its report. Used for pictures as documents too.
void read_picture(ocr::PageReader& reader, const ocr::Bitmap& picture, float dots_per_inch, const Limits& limits,
                  PageLines& lines);

}  // namespace edify::parse::pdf
