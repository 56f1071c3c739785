// Reads pages of a PDF from their pictures, and says in each page's report why and how well.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/error.h"
#include "parse/ocr/page_reader.h"
#include "parse/parser.h"
#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"
#include "parse/pdf/pdfium_document.h"

namespace edify::parse::pdf {

// A page read with less confidence than this is marked.
inline constexpr float trusted_confidence = 0.7F;

// What stands on the pages of one document. A picture that comes again, as blank sheets and covers do, is read once.
// Not thread-safe (PDFium, OCR engine).
class PageScanner {
 public:
  // Both must outlive the scanner.
  PageScanner(PdfiumDocument& document, const ParseOptions& options) : document_(document), options_(options) {}

  // Renders and reads the page; of one whose text layer is good, the figures. All pages of the document must be closed.
  // Errors: over_limit ("pixels"), unavailable
  // ("ocr_models"), unreadable ("malformed": the page can not be loaded), the reader's own.
  Result<ocr::PageText> read(std::uint32_t number);

 private:
  PdfiumDocument& document_;
  const ParseOptions& options_;
  std::map<std::string, ocr::PageText> known_;  // by the hash of their pictures
  std::size_t known_lines_ = 0;
};

// Adds what was read off its picture to a page whose size is set; where it could not be read, that is no error of the
// document: the page's report says why.
void add_page_text(const Result<ocr::PageText>& text, PageLines& lines);

}  // namespace edify::parse::pdf
