// The pages of one document that are read from their pictures: by this worker, by others of its pool, or by a run
// before this one (page_texts.h). The result is the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/parser.h"
#include "parse/pdf/layout.h"
#include "parse/pdf/page_scanner.h"
#include "parse/pdf/pdfium_document.h"

namespace edify::parse::pdf {

// Not thread-safe (PDFium, OCR engine).
class ScannedPages {
 public:
  // Both must outlive it.
  ScannedPages(PdfiumDocument& document, const ParseOptions& options)
      : document_(document), options_(options), scanner_(document, options) {}

  // First, and once. Errors: unavailable where the parent is gone.
  Result<void> announce(const std::vector<PageLines*>& pages);

  // Adds what stands on the page, the next of those announced. Errors: the reader's own; unavailable where the parent
  // is gone.
  Result<void> read(PageLines& page);

 private:
  Result<ocr::PageText> scan(std::uint32_t number);

  PdfiumDocument& document_;
  const ParseOptions& options_;
  PageScanner scanner_;
};

}  // namespace edify::parse::pdf

namespace edify::parse {

// Reads pages of somebody else's document for it: the document is opened at the first page and stays open.
class PageAssistant {
 public:
  // Both must outlive it.
  PageAssistant(RangeReader& reader, const ParseOptions& options) : reader_(reader), options_(options) {}

  // Encoded. Errors: those of PageScanner::read and of opening the document.
  Result<std::string> read(std::uint32_t page);

 private:
  RangeReader& reader_;
  const ParseOptions& options_;
  std::optional<pdf::PdfiumDocument> document_;
  std::optional<pdf::PageScanner> scanner_;
};

}  // namespace edify::parse
