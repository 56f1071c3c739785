#include "parse/pdf/page_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "base/hash.h"
#include "parse/ocr/warm_reader.h"
#include "parse/pdf/figures.h"
#include "parse/pdf/glyph_reader.h"
#include "parse/pdf/page_frame.h"
#include "parse/pdf/page_renderer.h"
#include "parse/pdf/recognized_lines.h"
#include "parse/pdf/text_layer.h"

namespace edify::parse::pdf {
namespace {

// Bounds what is kept of a document of ten thousand scans: about 20 MB.
constexpr std::size_t most_known_lines = 20'000;

std::string fingerprint(const Rendering& rendering, const std::vector<ocr::LineFrame>& parts) {
  const ocr::Bitmap& bitmap = rendering.bitmap;
  Sha256 hash;
  const auto bytes =
      static_cast<std::size_t>(ocr::row_bytes(bitmap)) * static_cast<std::size_t>(ocr::height_of(bitmap));
  hash.update(std::as_bytes(std::span(ocr::row_data(bitmap), bytes)));
  hash.update(std::to_string(ocr::width_of(bitmap)) + " " + std::to_string(rendering.dots_per_inch));
  for (const ocr::LineFrame& part : parts)
    hash.update(fmt::format(" {} {} {} {}", part.x, part.y, part.width, part.height));
  return hash.finish_hex();
}

// Points on the page → pixels that lie within its picture.
std::vector<ocr::LineFrame> pixels_of(const std::vector<Box>& places, const Rendering& rendering) {
  const float scale = rendering.dots_per_inch / 72;
  const int width = ocr::width_of(rendering.bitmap);
  const int height = ocr::height_of(rendering.bitmap);
  std::vector<ocr::LineFrame> frames;
  for (const Box& place : places) {
    const int x = std::clamp(static_cast<int>(place.x0 * scale), 0, width - 1);
    const int y = std::clamp(static_cast<int>(place.y0 * scale), 0, height - 1);
    const int right = std::clamp(static_cast<int>(place.x1 * scale), x + 1, width);
    const int bottom = std::clamp(static_cast<int>(place.y1 * scale), y + 1, height);
    frames.push_back({.x = x, .y = y, .width = right - x, .height = bottom - y});
  }
  return frames;
}

}  // namespace

Result<ocr::PageText> PageScanner::read(std::uint32_t number) {
  EDIFY_TRY(ocr::PageReader* const reader, ocr::warm_page_reader(options_.ocr));
  Rendering rendering;
  std::vector<Box> figures;
  std::string language;
  {
    EDIFY_TRY(const PageHandle page, document_.page(number));
    if (!page) return fail(ErrorCode::unreadable, "the page can not be loaded", "malformed");
    if (options_.strategy == Strategy::automatic) {
      const PageGlyphs glyphs = read_glyphs(page.get());
      if (judge_text_layer(page.get(), glyphs).layer == TextLayer::usable) {
        figures = find_figures(page.get(), glyphs);
        language = language_of(glyphs);
      }
    }
    EDIFY_TRY(rendering,
              render_page(page.get(), PageFrame(page.get()).size(), options_.ocr.max_dots_per_inch, options_.limits));
    EDIFY_CHECK(document_.check_reader());
  }
  const std::vector<ocr::LineFrame> parts = pixels_of(figures, rendering);
  const std::string print = fingerprint(rendering, parts) + language;
  if (const auto known = known_.find(print); known != known_.end()) return known->second;
  // The parent ends a worker whose page takes longer than the limit; what was read by half of it is kept.
  const auto time = options_.limits.page_time / 2;
  EDIFY_TRY(ocr::PageText text,
            parts.empty() ? reader->read(rendering.bitmap, rendering.dots_per_inch, time)
                          : reader->read_parts(rendering.bitmap, parts, rendering.dots_per_inch, language, time));
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
