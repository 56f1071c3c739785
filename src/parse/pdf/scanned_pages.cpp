#include "parse/pdf/scanned_pages.h"

#include <utility>

#include "parse/ocr/page_text_codec.h"
#include "parse/pdf/figures.h"

namespace edify::parse::pdf {
namespace {

// A page is read as a whole, or for its figures; that those can not be read is no trouble.
void add(const Result<ocr::PageText>& text, PageLines& page) {
  if (page.figures.empty()) return add_page_text(text, page);
  if (text) {
    add_figure_texts(*text, page);
  } else {
    page.figures.clear();
  }
}

}  // namespace

Result<void> ScannedPages::announce(const std::vector<PageLines*>& pages) {
  if (!options_.page_texts) return {};
  std::vector<std::uint32_t> numbers;
  for (const PageLines* page : pages) numbers.push_back(page->number);
  return options_.page_texts->announce(numbers);
}

Result<void> ScannedPages::read(PageLines& page) {
  PageTexts* const others = options_.page_texts;
  for (;;) {
    PageTurn turn{.page_to_read = page.number, .text = {}};
    if (others) {
      EDIFY_TRY(turn, others->next(page.number));
    }
    if (!turn.text.empty()) {
      add(ocr::decode_page_text(turn.text), page);
      return {};
    }
    const auto text = scan(turn.page_to_read);
    EDIFY_CHECK(document_.check_reader());
    if (others) EDIFY_CHECK(others->put(turn.page_to_read, text ? ocr::encode(*text) : std::string()));
    if (turn.page_to_read != page.number) continue;
    add(text, page);
    return {};
  }
}

// The limit of time is for pages that are read here: waiting for another worker is not this worker's work.
Result<ocr::PageText> ScannedPages::scan(std::uint32_t number) {
  options_.on_page(number);
  auto text = scanner_.read(number);
  options_.on_page(0);
  return text;
}

}  // namespace edify::parse::pdf

namespace edify::parse {

Result<std::string> PageAssistant::read(std::uint32_t page) {
  if (!document_) {
    EDIFY_TRY(document_, pdf::PdfiumDocument::open(reader_));
    scanner_.emplace(*document_, options_);
  }
  EDIFY_TRY(const ocr::PageText text, scanner_->read(page));
  return ocr::encode(text);
}

}  // namespace edify::parse
