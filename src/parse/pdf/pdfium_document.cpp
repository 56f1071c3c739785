#include "parse/pdf/pdfium_document.h"

#include <unicode/unistr.h>

#include <vector>

namespace edify::parse::pdf {
namespace {

// Once a process, before the first document. No system fonts: widths and results must not depend on the machine,
// and a sandboxed worker could not read them. PDFium's built-in fonts stand in for what a file does not embed.
class Library {
 public:
  Library() {
    static const char* no_fonts[] = {nullptr};
    const FPDF_LIBRARY_CONFIG config{
        .version = 2, .m_pUserFontPaths = no_fonts, .m_pIsolate = nullptr, .m_v8EmbedderSlot = 0};
    FPDF_InitLibraryWithConfig(&config);
  }
  ~Library() { FPDF_DestroyLibrary(); }
};

void ensure_library() { static const Library library; }

std::unexpected<Error> open_failure(unsigned long code) {
  if (code == FPDF_ERR_PASSWORD || code == FPDF_ERR_SECURITY) {
    return fail(ErrorCode::unreadable, "The PDF is encrypted and asks for a password; store it without one",
                "encrypted");
  }
  return fail(ErrorCode::unreadable, "The PDF is malformed: no page tree can be read from it", "malformed");
}

// `get(buffer, length)` answers the bytes that its UTF-16 text takes, and fills the buffer where they fit.
template <typename Get>
std::string utf8_of(const Get& get) {
  const unsigned long bytes = get(nullptr, 0);
  if (bytes <= sizeof(char16_t)) return {};
  std::vector<char16_t> buffer(bytes / sizeof(char16_t));
  get(buffer.data(), bytes);
  std::string text;
  icu::UnicodeString(buffer.data(), static_cast<int32_t>(buffer.size() - 1)).toUTF8String(text);
  return text;
}

constexpr int deepest_bookmark = 6;
constexpr int most_bookmarks = 5000;

// Those below `parent`, each before its own.
void add_bookmarks(FPDF_DOCUMENT document, FPDF_BOOKMARK parent, int level, int& visited,
                   std::vector<OutlineEntry>& entries) {
  FPDF_BOOKMARK bookmark = FPDFBookmark_GetFirstChild(document, parent);
  for (; bookmark && visited < most_bookmarks; bookmark = FPDFBookmark_GetNextSibling(document, bookmark)) {
    ++visited;
    const FPDF_DEST destination = FPDFBookmark_GetDest(document, bookmark);
    const int page = destination ? FPDFDest_GetDestPageIndex(document, destination) : -1;
    if (page >= 0) {
      entries.push_back({.title = utf8_of([bookmark](void* buffer, unsigned long length) {
                           return FPDFBookmark_GetTitle(bookmark, buffer, length);
                         }),
                         .page = static_cast<std::uint32_t>(page) + 1,
                         .level = level});
    }
    if (level < deepest_bookmark) add_bookmarks(document, bookmark, level + 1, visited, entries);
  }
}

}  // namespace

Result<PdfiumDocument> PdfiumDocument::open(RangeReader& reader, std::uint64_t reopen_after) {
  if (reader.size() == 0) return fail(ErrorCode::unreadable, "The file is empty", "empty");
  ensure_library();
  PdfiumDocument document(reader, reopen_after);
  EDIFY_CHECK(document.load());
  const int pages = FPDF_GetPageCount(document.document_.get());
  EDIFY_CHECK(document.check_reader());
  if (pages <= 0) return fail(ErrorCode::unreadable, "The PDF has no pages", "empty");
  document.page_count_ = static_cast<std::uint32_t>(pages);
  return document;
}

Result<void> PdfiumDocument::load() {
  document_.reset();
  document_.reset(FPDF_LoadCustomDocument(access_->handle(), nullptr));
  const unsigned long code = FPDF_GetLastError();
  EDIFY_CHECK(check_reader());
  if (!document_) return open_failure(code);
  // Counted from here, so that a file with a huge cross-reference table is not reopened at every page.
  access_->reset_bytes_served();
  return {};
}

Result<PageHandle> PdfiumDocument::page(std::uint32_t number) {
  if (access_->bytes_served() > reopen_after_) EDIFY_CHECK(load());
  PageHandle page(FPDF_LoadPage(document_.get(), static_cast<int>(number - 1)));
  EDIFY_CHECK(check_reader());
  return page;
}

Result<void> PdfiumDocument::check_reader() const {
  if (access_->error()) return std::unexpected(*access_->error());
  return {};
}

std::string PdfiumDocument::metadata_title() const {
  return utf8_of([this](void* buffer, unsigned long length) {
    return FPDF_GetMetaText(document_.get(), "Title", buffer, length);
  });
}

std::vector<OutlineEntry> PdfiumDocument::outline() const {
  std::vector<OutlineEntry> entries;
  int visited = 0;
  add_bookmarks(document_.get(), nullptr, 1, visited, entries);
  return entries;
}

}  // namespace edify::parse::pdf
