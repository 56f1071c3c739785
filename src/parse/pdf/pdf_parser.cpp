#include "parse/pdf/pdf_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "parse/pdf/document_title.h"
#include "parse/pdf/figures.h"
#include "parse/pdf/glyph_reader.h"
#include "parse/pdf/line_builder.h"
#include "parse/pdf/page_assembly.h"
#include "parse/pdf/page_frame.h"
#include "parse/pdf/pdfium_document.h"
#include "parse/pdf/rulings.h"
#include "parse/pdf/scanned_pages.h"
#include "parse/pdf/table_finder.h"
#include "parse/pdf/text_layer.h"

namespace edify::parse {
namespace {

using namespace pdf;

std::unexpected<Error> over_limit(const std::string& what, const std::string& reason) {
  return fail(ErrorCode::over_limit, "The PDF has " + what + "; raise the limit or split the file", reason);
}

// What the text layer says; a page whose report has a reason is not complete.
PageLines read_text_layer(FPDF_PAGE page, std::uint32_t number, Strategy strategy) {
  const PageGlyphs glyphs = read_glyphs(page);
  const LayerVerdict verdict = strategy == Strategy::ocr ? LayerVerdict{TextLayer::unusable, OcrReason::asked_for}
                                                         : judge_text_layer(page, glyphs);
  PageLines result;
  result.number = number;
  result.size = glyphs.size;
  result.report.reason = verdict.reason;
  if (verdict.layer != TextLayer::unusable) result.lines = build_lines(glyphs);
  if (verdict.layer == TextLayer::usable && strategy == Strategy::automatic) {
    for (const Box& place : find_figures(page, glyphs))
      result.figures.push_back({.box = place, .text = {}, .lines = {}});
  }
  return result;
}

void find_tables_of(FPDF_PAGE page, PageLines& lines) {
  lines.direction = main_direction(lines.lines);
  // A straightened scan has lost the place of its rules.
  const bool has_rulings = page && !lines.lines.empty() && lines.skew == 0;
  find_tables(lines, has_rulings ? read_rulings(page, PageFrame(page), lines.direction) : Rulings{});
}

std::uint64_t text_bytes(const TableGrid& table) {
  std::uint64_t bytes = 0;
  for (const TableCellLines& cell : table.cells) {
    for (const Line& line : cell.lines) bytes += line.text.size();
  }
  return bytes;
}

// Reads the pages asked for, one in memory at a time, and keeps their lines. First all text layers; then the pages that
// have to be read from their pictures are known, and can be shared with other workers.
class PageReader {
 public:
  PageReader(PdfiumDocument& document, const ParseOptions& options)
      : document_(document), options_(options), limits_(options.limits), scans_(document, options) {
    first_ = std::max<std::uint32_t>(options.pages.first, 1);
    last_ = std::min(options.pages.last, document.page_count());
  }

  Result<std::vector<PageLines>> read() {
    if (first_ > last_) {
      return fail(ErrorCode::invalid_argument,
                  "The PDF has " + std::to_string(document_.page_count()) + " pages, none of those asked for",
                  "page_range");
    }
    if (last_ - first_ >= limits_.pages)
      return over_limit("more than " + std::to_string(limits_.pages) + " pages", "pages");
    std::vector<PageLines> pages;
    for (std::uint32_t number = first_; number <= last_; ++number) {
      options_.on_page(number);
      EDIFY_TRY(PageLines page, read_one(number));
      EDIFY_CHECK(check_limits(page));
      pages.push_back(std::move(page));
    }
    options_.on_page(0);
    if (broken_pages_ == pages.size()) {
      return fail(ErrorCode::unreadable, "The PDF is malformed: none of its pages can be read", "malformed");
    }
    EDIFY_CHECK(read_pictures(pages));
    return pages;
  }

 private:
  Result<PageLines> read_one(std::uint32_t number) {
    EDIFY_TRY(const PageHandle page, document_.page(number));
    PageLines lines;
    if (page) {
      lines = read_text_layer(page.get(), number, options_.strategy);
      if (lines.report.reason == OcrReason::none) find_tables_of(page.get(), lines);
    } else {
      lines.number = number;
      lines.report.reason = OcrReason::broken;
      lines.report.trouble = "malformed";
      ++broken_pages_;
    }
    EDIFY_CHECK(document_.check_reader());
    return lines;
  }

  Result<void> read_pictures(std::vector<PageLines>& pages) {
    std::vector<PageLines*> unread;
    std::size_t with_figures = 0;
    for (PageLines& page : pages) {
      const bool is_unread = page.report.reason != OcrReason::none && page.report.reason != OcrReason::broken;
      if (!page.figures.empty() && ++with_figures > most_pages_with_figures) page.figures.clear();
      if (is_unread || !page.figures.empty()) unread.push_back(&page);
    }
    if (unread.empty()) return {};
    if (options_.strategy != Strategy::fast) EDIFY_CHECK(scans_.announce(unread));
    for (PageLines* page : unread) {
      if (options_.strategy == Strategy::fast) {
        page->report.trouble = "fast";
      } else {
        EDIFY_CHECK(scans_.read(*page));
      }
      if (page->report.reason == OcrReason::none) continue;
      EDIFY_TRY(const PageHandle handle, document_.page(page->number));
      find_tables_of(handle.get(), *page);
      EDIFY_CHECK(document_.check_reader());
      EDIFY_CHECK(check_limits(*page));
    }
    return {};
  }

  Result<void> check_limits(const PageLines& page) {
    for (const Line& line : page.lines) text_bytes_ += line.text.size();
    for (const TableGrid& table : page.tables) text_bytes_ += text_bytes(table);
    if (text_bytes_ > limits_.text_bytes) {
      return over_limit("more than " + std::to_string(limits_.text_bytes) + " bytes of text", "text_bytes");
    }
    return {};
  }

  PdfiumDocument& document_;
  const ParseOptions& options_;
  const Limits& limits_;
  ScannedPages scans_;
  std::uint32_t first_ = 1;
  std::uint32_t last_ = 0;
  std::uint64_t text_bytes_ = 0;
  std::size_t broken_pages_ = 0;
};

}  // namespace

Result<ParsedDocument> parse_pdf(RangeReader& reader, const ParseOptions& options) {
  if (reader.size() > options.limits.bytes) {
    return over_limit("more than " + std::to_string(options.limits.bytes) + " bytes", "bytes");
  }
  EDIFY_TRY(PdfiumDocument document, PdfiumDocument::open(reader));
  EDIFY_TRY(std::vector<PageLines> pages, PageReader(document, options).read());
  EDIFY_TRY(std::vector<Element> elements, assemble_elements(pages, document.outline(), options.limits));
  ParsedDocument parsed{.content_type = "application/pdf",
                        .title = document_title(document.metadata_title(), elements),
                        .page_count = document.page_count(),
                        .elements = std::move(elements),
                        .pages_needing_ocr = {},
                        .pages = {}};
  add_reports(pages, parsed);
  return parsed;
}

}  // namespace edify::parse
