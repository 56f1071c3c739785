#include "parse/pdf/page_scanner.h"

#include <span>

#include "base/hash.h"
#include "parse/ocr/warm_reader.h"
#include "parse/pdf/page_frame.h"
#include "parse/pdf/page_renderer.h"
#include "parse/pdf/recognized_lines.h"

namespace edify::parse::pdf {
namespace {

// Bounds what is kept of a document of ten thousand scans: about 20 MB.
constexpr std::size_t most_known_lines = 20'000;

std::string fingerprint(const Rendering& rendering) {
  const ocr::Bitmap& bitmap = rendering.bitmap;
  Sha256 hash;
  const auto bytes =
      static_cast<std::size_t>(ocr::row_bytes(bitmap)) * static_cast<std::size_t>(ocr::height_of(bitmap));
  hash.update(std::as_bytes(std::span(ocr::row_data(bitmap), bytes)));
  hash.update(std::to_string(ocr::width_of(bitmap)) + " " + std::to_string(rendering.dots_per_inch));
  return hash.finish_hex();
}

}  // namespace

Result<ocr::PageText> PageScanner::read(std::uint32_t number) {
  EDIFY_TRY(ocr::PageReader* const reader, ocr::warm_page_reader(options_.ocr));
  Rendering rendering;
  {
    EDIFY_TRY(const PageHandle page, document_.page(number));
    if (!page) return fail(ErrorCode::unreadable, "the page can not be loaded", "malformed");
    EDIFY_TRY(rendering, render_page(page.get(), PageFrame(page.get()).size(), options_.limits));
    EDIFY_CHECK(document_.check_reader());
  }
  const std::string print = fingerprint(rendering);
  if (const auto known = known_.find(print); known != known_.end()) return known->second;
  // The parent ends a worker whose page takes longer than the limit; what was read by half of it is kept.
  EDIFY_TRY(ocr::PageText text, reader->read(rendering.bitmap, rendering.dots_per_inch, options_.limits.page_time / 2));
  if (known_lines_ + text.text.lines.size() < most_known_lines && !text.text.timed_out) {
    known_lines_ += text.text.lines.size() + 1;
    known_.emplace(print, text);
  }
  return text;
}

void add_page_text(const Result<ocr::PageText>& text, PageLines& lines) {
  PageReport& report = lines.report;
  if (!text) {
    report.trouble = text.error().reason;
    return;
  }
  add_recognized_lines(*text, lines);
  report.recognized = true;
  report.confidence = text->text.characters > 0 ? text->text.confidence : 1;
  report.is_suspicious = report.confidence < trusted_confidence;
  if (text->text.timed_out) report.trouble = "timeout";
}

}  // namespace edify::parse::pdf
