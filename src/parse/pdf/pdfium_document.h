// PDFium's handles as owning types, and a document that streams from a RangeReader.
//
// PDFium keeps what it decoded until its document is closed, so a long file would grow without bound. `page()`
// therefore closes and reopens the document once more than a limit of bytes was read for it; nothing that
// came from an earlier page may be used after the next call.
//
// Not thread-safe, for the whole process: see pdfium.h. A worker process is single-threaded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/pdf/file_access.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

// Measured: 34 → 285 MB resident over a 259 MB file with every page closed, text only.
inline constexpr std::uint64_t reopen_after_bytes = 8ULL << 20;

struct CloseDocument {
  void operator()(FPDF_DOCUMENT document) const { FPDF_CloseDocument(document); }
};
struct ClosePage {
  void operator()(FPDF_PAGE page) const { FPDF_ClosePage(page); }
};
struct CloseTextPage {
  void operator()(FPDF_TEXTPAGE page) const { FPDFText_ClosePage(page); }
};
using DocumentHandle = std::unique_ptr<std::remove_pointer_t<FPDF_DOCUMENT>, CloseDocument>;
using PageHandle = std::unique_ptr<std::remove_pointer_t<FPDF_PAGE>, ClosePage>;
using TextPageHandle = std::unique_ptr<std::remove_pointer_t<FPDF_TEXTPAGE>, CloseTextPage>;

// A bookmark.
struct OutlineEntry {
  std::string title;       // UTF-8 as it stands there
  std::uint32_t page = 0;  // from 1
  int level = 1;           // 1 is the highest
};

class PdfiumDocument {
 public:
  // `reader` must outlive the document. `reopen_after` in bytes read. Errors: unreadable (encrypted, malformed,
  // empty), the reader's own.
  static Result<PdfiumDocument> open(RangeReader& reader, std::uint64_t reopen_after = reopen_after_bytes);

  std::uint32_t page_count() const { return page_count_; }

  // The page with this number, from 1; null where the page is broken and the rest may not be.
  // All pages taken before must be closed. Errors: the reader's own, unreadable where reopening failed.
  Result<PageHandle> page(std::uint32_t number);

  // The reader's error, if one happened behind PDFium's back since the document was opened. PDFium shows a page
  // that it could read only in part as if it were whole, so ask after the last use of each page.
  Result<void> check_reader() const;

  // The Title of the document's metadata, UTF-8 as it stands there; may be empty.
  std::string metadata_title() const;

  // Its outline as far as it leads to its own pages, in order; the first thousands of entries, the upper levels.
  std::vector<OutlineEntry> outline() const;

 private:
  PdfiumDocument(RangeReader& reader, std::uint64_t reopen_after)
      : access_(std::make_unique<FileAccess>(reader)), reopen_after_(reopen_after) {}
  Result<void> load();

  std::unique_ptr<FileAccess> access_;  // PDFium holds its address
  DocumentHandle document_;
  std::uint64_t reopen_after_ = 0;
  std::uint32_t page_count_ = 0;
};

}  // namespace edify::parse::pdf
