#include "parse/pdf/page_renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#include "parse/pdf/page_objects.h"

namespace edify::parse::pdf {
namespace {

constexpr float least_dots_per_inch = 100;
constexpr float fills_page = 0.6F;

struct DestroyBitmap {
  void operator()(FPDF_BITMAP bitmap) const { FPDFBitmap_Destroy(bitmap); }
};
using BitmapHandle = std::unique_ptr<std::remove_pointer_t<FPDF_BITMAP>, DestroyBitmap>;

struct Pictures {
  std::uint64_t largest_pixels = 0;
  float dots_per_inch = 0;  // of the picture that fills the page; 0 without one
  int width = 0;            // its pixels
  int height = 0;
};

Pictures find_pictures(FPDF_PAGE page, PageSize size) {
  Pictures pictures;
  each_picture(page, [&](FPDF_PAGEOBJECT object, unsigned int width, unsigned int height) {
    const std::uint64_t pixels = std::uint64_t{width} * height;
    pictures.largest_pixels = std::max(pictures.largest_pixels, pixels);
    float left = 0;
    float bottom = 0;
    float right = 0;
    float top = 0;
    if (!FPDFPageObj_GetBounds(object, &left, &bottom, &right, &top)) return;
    const float area = std::max(1.0F, (right - left) * (top - bottom));
    if (area < fills_page * size.width * size.height) return;
    pictures.dots_per_inch = 72 * std::sqrt(static_cast<float>(pixels) / area);
    pictures.width = static_cast<int>(width);
    pictures.height = static_cast<int>(height);
  });
  return pictures;
}

std::unexpected<Error> too_many_pixels(std::uint64_t pixels, std::uint64_t limit) {
  return fail(ErrorCode::over_limit,
              fmt::format("a picture on the page has {} pixels and the limit is {}; raise the limit or store a smaller "
                          "scan",
                          pixels, limit),
              "pixels");
}

int pixels_of(float points, float dots_per_inch) {
  return std::max(1, static_cast<int>(std::lround(points * dots_per_inch / 72)));
}

// A page that is a scan is drawn with the scan's own pixels: one more or less, and all are computed anew, at half again
// the cost and less sharp.
int snap(int pixels, int stored) { return std::abs(pixels - stored) <= 2 ? stored : pixels; }

Result<Rendering> render(FPDF_PAGE page, PageSize size, const Pictures& pictures, float dots_per_inch,
                         const Limits& limits) {
  const float inches = size.width * size.height / (72 * 72);
  const float affordable = std::sqrt(static_cast<float>(limits.pixels) / std::max(0.01F, inches));
  const float resolution = std::min(dots_per_inch, affordable * 0.99F);
  const int width = snap(pixels_of(size.width, resolution), pictures.width);
  const int height = snap(pixels_of(size.height, resolution), pictures.height);
  if (std::uint64_t(width) * std::uint64_t(height) > limits.pixels) {
    return too_many_pixels(std::uint64_t(width) * std::uint64_t(height), limits.pixels);
  }
  Rendering rendering{.bitmap = ocr::make_bitmap(width, height), .dots_per_inch = resolution};
  const BitmapHandle bitmap(FPDFBitmap_CreateEx(width, height, FPDFBitmap_Gray, ocr::row_data(rendering.bitmap),
                                                ocr::row_bytes(rendering.bitmap)));
  if (!bitmap) throw std::bad_alloc();
  FPDF_RenderPageBitmap(bitmap.get(), page, 0, 0, width, height, 0, FPDF_ANNOT | FPDF_GRAYSCALE);
  ocr::adopt_written_rows(rendering.bitmap);
  return rendering;
}

}  // namespace

Result<Rendering> render_page(FPDF_PAGE page, PageSize size, std::uint32_t max_dots_per_inch, const Limits& limits) {
  const Pictures pictures = find_pictures(page, size);
  if (pictures.largest_pixels > limits.pixels) return too_many_pixels(pictures.largest_pixels, limits.pixels);
  float resolution = std::max(least_dots_per_inch, static_cast<float>(max_dots_per_inch));
  if (pictures.dots_per_inch > 0) {
    resolution = std::clamp(pictures.dots_per_inch, least_dots_per_inch, resolution);
  }
  return render(page, size, pictures, resolution, limits);
}

}  // namespace edify::parse::pdf
