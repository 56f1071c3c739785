#include "parse/pdf/text_layer.h"

#include <algorithm>

#include "parse/pdf/page_objects.h"
#include "parse/pdf/plausibility.h"

namespace edify::parse::pdf {
namespace {

// A page is a picture with a stamp on it below this many glyphs and above this part of its area.
constexpr std::size_t few_glyphs = 50;
constexpr float picture_of_page = 0.6F;
// Formulas and icons leave some glyphs without a character on good pages.
constexpr double tolerated_unmapped = 0.3;
// Bounds the work on drawings of a million strokes: ink is found long before.

struct Ink {
  bool any = false;
  float picture_part = 0;  // of the page's area, largest picture
};

float area_of(FPDF_PAGEOBJECT object) {
  float left = 0;
  float bottom = 0;
  float right = 0;
  float top = 0;
  if (!FPDFPageObj_GetBounds(object, &left, &bottom, &right, &top)) return 0;
  return std::max(0.0F, right - left) * std::max(0.0F, top - bottom);
}

// Word processors paint white sheets behind their pages, and clip with paths that draw nothing.
bool path_is_visible(FPDF_PAGEOBJECT path) {
  int fill_mode = 0;
  FPDF_BOOL stroke = 0;
  if (!FPDFPath_GetDrawMode(path, &fill_mode, &stroke)) return false;
  if (stroke) return true;
  if (fill_mode == 0) return false;
  unsigned int red = 0;
  unsigned int green = 0;
  unsigned int blue = 0;
  unsigned int alpha = 0;
  if (!FPDFPageObj_GetFillColor(path, &red, &green, &blue, &alpha)) return true;
  return alpha > 0 && (red < 250 || green < 250 || blue < 250);
}

Ink find_ink(FPDF_PAGE page, PageSize size) {
  Ink ink;
  const float page_area = std::max(1.0F, size.width * size.height);
  each_object(page, [&](FPDF_PAGEOBJECT object) {
    switch (FPDFPageObj_GetType(object)) {
      case FPDF_PAGEOBJ_IMAGE:
      case FPDF_PAGEOBJ_FORM:
        ink.any = true;
        ink.picture_part = std::max(ink.picture_part, area_of(object) / page_area);
        break;
      case FPDF_PAGEOBJ_SHADING: ink.any = true; break;
      case FPDF_PAGEOBJ_PATH: ink.any = ink.any || path_is_visible(object); break;
      default: break;
    }
  });
  return ink;
}

}  // namespace

LayerVerdict judge_text_layer(FPDF_PAGE page, const PageGlyphs& glyphs) {
  const std::size_t count = glyphs.glyphs.size();
  if (count > 0 && static_cast<double>(glyphs.unmapped) > tolerated_unmapped * static_cast<double>(count)) {
    return {TextLayer::unusable, OcrReason::unmapped_glyphs};
  }
  if (count >= few_glyphs) {
    const OcrReason reason = find_implausible_text(glyphs);
    return {reason == OcrReason::none ? TextLayer::usable : TextLayer::unusable, reason};
  }
  const Ink ink = find_ink(page, glyphs.size);
  if (count == 0) return ink.any ? LayerVerdict{TextLayer::unusable, OcrReason::no_text} : LayerVerdict{};
  if (ink.picture_part < picture_of_page) return {};
  return {TextLayer::incomplete, OcrReason::picture_of_page};
}

}  // namespace edify::parse::pdf
