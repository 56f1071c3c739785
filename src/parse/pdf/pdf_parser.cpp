#include "parse/pdf/pdf_parser.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "parse/pdf/block_builder.h"
#include "parse/pdf/document_title.h"
#include "parse/pdf/element_builder.h"
#include "parse/pdf/furniture.h"
#include "parse/pdf/glyph_reader.h"
#include "parse/pdf/headings.h"
#include "parse/pdf/line_builder.h"
#include "parse/pdf/pdfium_document.h"
#include "parse/pdf/reading_order.h"
#include "parse/pdf/rulings.h"
#include "parse/pdf/table_finder.h"
#include "parse/pdf/text_layer.h"

namespace edify::parse {
namespace {

using namespace pdf;

std::unexpected<Error> over_limit(const std::string& what, const std::string& reason) {
  return fail(ErrorCode::over_limit, "The PDF has " + what + "; raise the limit or split the file", reason);
}

// The direction of most characters.
Direction main_direction(const std::vector<Line>& lines) {
  std::array<std::uint64_t, 4> characters{};
  for (const Line& line : lines) {
    if (line.direction != Direction::skewed) characters[static_cast<std::size_t>(line.direction)] += line.characters;
  }
  return static_cast<Direction>(std::ranges::max_element(characters) - characters.begin());
}

PageLines read_page(FPDF_PAGE page, std::uint32_t number) {
  const PageGlyphs glyphs = read_glyphs(page);
  const TextLayer layer = judge_text_layer(page, glyphs);
  PageLines result;
  result.number = number;
  result.size = glyphs.size;
  result.needs_ocr = layer != TextLayer::usable;
  if (layer != TextLayer::unusable) result.lines = build_lines(glyphs);
  result.direction = main_direction(result.lines);
  if (!result.lines.empty()) find_tables(result, read_rulings(page, PageFrame(page), result.direction));
  return result;
}

std::uint64_t text_bytes(const TableGrid& table) {
  std::uint64_t bytes = 0;
  for (const TableCellLines& cell : table.cells) {
    for (const Line& line : cell.lines) bytes += line.text.size();
  }
  return bytes;
}

// Reads the pages asked for, one in memory at a time, and keeps their lines.
class PageReader {
 public:
  PageReader(PdfiumDocument& document, const ParseOptions& options)
      : document_(document), options_(options), limits_(options.limits) {
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
    return pages;
  }

 private:
  Result<PageLines> read_one(std::uint32_t number) {
    EDIFY_TRY(const PageHandle page, document_.page(number));
    PageLines lines;
    if (page) {
      lines = read_page(page.get(), number);
    } else {
      lines.number = number;
      lines.needs_ocr = true;
      ++broken_pages_;
    }
    EDIFY_CHECK(document_.check_reader());
    return lines;
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
  std::uint32_t first_ = 1;
  std::uint32_t last_ = 0;
  std::uint64_t text_bytes_ = 0;
  std::size_t broken_pages_ = 0;
};

// Typewritten and scanned documents are in fixed pitch throughout: there it does not mean code.
void forget_common_fixed_pitch(std::vector<PageLines>& pages) {
  std::int64_t balance = 0;
  for (const PageLines& page : pages) {
    for (const Line& line : page.lines)
      balance += (line.fixed_pitch ? 2 : -1) * static_cast<std::int64_t>(line.characters);
  }
  if (balance <= 0) return;
  for (PageLines& page : pages) {
    for (Line& line : page.lines) line.fixed_pitch = false;
  }
}

std::vector<Block> build_page_blocks(const std::vector<PageLines>& pages) {
  std::vector<Block> blocks;
  for (const PageLines& page : pages) {
    for (const Region& region : reading_order(page)) {
      std::ranges::move(build_blocks(region, page.number), std::back_inserter(blocks));
    }
  }
  return blocks;
}

std::vector<std::uint32_t> pages_needing_ocr(const std::vector<PageLines>& pages) {
  std::vector<std::uint32_t> numbers;
  for (const PageLines& page : pages) {
    if (page.needs_ocr) numbers.push_back(page.number);
  }
  return numbers;
}

}  // namespace

Result<ParsedDocument> parse_pdf(RangeReader& reader, const ParseOptions& options) {
  if (reader.size() > options.limits.bytes) {
    return over_limit("more than " + std::to_string(options.limits.bytes) + " bytes", "bytes");
  }
  EDIFY_TRY(PdfiumDocument document, PdfiumDocument::open(reader));
  EDIFY_TRY(std::vector<PageLines> pages, PageReader(document, options).read());
  const float body_size = body_text_size(pages);
  mark_furniture(pages, body_size);
  forget_common_fixed_pitch(pages);
  std::vector<Block> blocks = build_page_blocks(pages);
  find_headings(blocks, body_size);
  EDIFY_TRY(std::vector<Element> elements, build_elements(pages, blocks, options.limits));
  return ParsedDocument{.content_type = "application/pdf",
                        .title = document_title(document.metadata_title(), elements),
                        .page_count = document.page_count(),
                        .elements = std::move(elements),
                        .pages_needing_ocr = pages_needing_ocr(pages)};
}

}  // namespace edify::parse
