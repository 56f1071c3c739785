#include "parse/pdf/page_scanner.h"

#include <algorithm>
#include <cmath>

#include "parse/ocr/warm_reader.h"
#include "parse/pdf/page_renderer.h"
#include "parse/pdf/recognized_lines.h"

namespace edify::parse::pdf {

void read_picture(ocr::PageReader& reader, const ocr::Bitmap& picture, float dots_per_inch, const Limits& limits,
                  PageLines& lines) {
  PageReport& report = lines.report;
  // The parent ends a worker whose page takes longer than the limit; what was read by half of it is kept.
  const auto recognized = reader.read(picture, static_cast<int>(std::lround(dots_per_inch)), limits.page_time / 2);
  if (!recognized) {
    report.trouble = recognized.error().reason;
    return;
  }
  add_recognized_lines(*recognized, dots_per_inch, lines);
  report.recognized = true;
  report.confidence = recognized->text.characters > 0 ? recognized->text.confidence : 1;
  report.is_suspicious = report.confidence < trusted_confidence;
  if (recognized->text.timed_out) report.trouble = "timeout";
}

void PageScanner::scan(FPDF_PAGE page, PageLines& lines) {
  PageReport& report = lines.report;
  if (options_.strategy == Strategy::fast) {
    report.trouble = "fast";
    return;
  }
  const auto reader = ocr::warm_page_reader(options_.ocr);
  if (!reader) {
    report.trouble = reader.error().reason;
    return;
  }
  if (!started_) (*reader)->start_document();
  started_ = true;
  const auto rendering = render_page(page, lines.size, options_.limits);
  if (!rendering) {
    report.trouble = rendering.error().reason;
    return;
  }
  read_picture(**reader, rendering->bitmap, rendering->dots_per_inch, options_.limits, lines);
}

}  // namespace edify::parse::pdf
