#include "parse/ocr/page_picture.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <numbers>

namespace edify::parse::ocr {
namespace {

Bitmap owned(Pix* pix) {
  if (!pix) throw std::bad_alloc();
  return Bitmap(pix);
}

Bitmap copy_of(const Bitmap& picture) { return owned(pixClone(picture.get())); }

// Black and white, by one threshold for each of a few large tiles: text and page differ everywhere, light does too.
Bitmap binarise(const Bitmap& picture) {
  constexpr int tile = 400;
  Pix* binary = nullptr;
  pixOtsuAdaptiveThreshold(picture.get(), tile, tile, 1, 1, 0.1F, nullptr, &binary);
  return owned(binary);
}

// The grain's standard deviation in grey levels, by J. Immerkær, "Fast noise variance estimation" (1996): what a mask
// that is blind to edges and slopes answers. Its mean would see letters as noise, so every row gives its median.
float grain(const Bitmap& picture) {
  const int width = width_of(picture);
  const int height = height_of(picture);
  constexpr int step = 16;
  std::vector<int> answers;
  const auto words = pixGetData(picture.get());
  const int wpl = pixGetWpl(picture.get());
  for (int y = step; y + 1 < height; y += step) {
    const auto* above = words + static_cast<std::ptrdiff_t>(y - 1) * wpl;
    const auto* here = above + wpl;
    const auto* below = here + wpl;
    const auto at = [](const l_uint32* row, int x) { return static_cast<int>(GET_DATA_BYTE(row, x)); };
    for (int x = 1; x + 1 < width; x += 3) {
      const int answer = at(above, x - 1) - 2 * at(above, x) + at(above, x + 1) - 2 * at(here, x - 1) +
                         4 * at(here, x) - 2 * at(here, x + 1) + at(below, x - 1) - 2 * at(below, x) + at(below, x + 1);
      answers.push_back(std::abs(answer));
    }
  }
  if (answers.empty()) return 0;
  const auto middle = answers.begin() + static_cast<std::ptrdiff_t>(answers.size() / 2);
  std::ranges::nth_element(answers, middle);
  // The median of |x| is 0.6745 standard deviations; the mask multiplies them by 6.
  return static_cast<float>(*middle) / 0.6745F / 6;
}

}  // namespace

float find_skew(const Bitmap& picture) {
  constexpr float least_confidence = 3;  // Leptonica's own advice
  constexpr float least_degrees = 0.2F;
  const Bitmap binary = binarise(picture);
  float degrees = 0;
  float confidence = 0;
  if (pixFindSkew(binary.get(), &degrees, &confidence) != 0) return 0;
  if (confidence < least_confidence || std::abs(degrees) < least_degrees) return 0;
  return -degrees * std::numbers::pi_v<float> / 180;
}

Bitmap straighten(const Bitmap& picture, float angle) {
  const int width = width_of(picture);
  const int height = height_of(picture);
  return owned(pixRotate(picture.get(), -angle, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, width, height));
}

Bitmap turn(const Bitmap& picture, int quarter_turns) {
  return quarter_turns == 0 ? copy_of(picture) : owned(pixRotateOrth(picture.get(), quarter_turns));
}

Bitmap scale(const Bitmap& picture, float factor) { return owned(pixScale(picture.get(), factor, factor)); }

Bitmap without_noise(Bitmap picture) {
  constexpr float tolerated_grain = 8;
  if (width_of(picture) < 8 || height_of(picture) < 8 || grain(picture) < tolerated_grain) return picture;
  return owned(pixBlockconv(picture.get(), 1, 1));
}

std::vector<LineFrame> sample_lines(const Bitmap& picture, std::size_t most) {
  constexpr int reduction = 4;
  const Bitmap binary = binarise(picture);
  const Bitmap small = owned(pixReduceRankBinaryCascade(binary.get(), 1, 1, 0, 0));
  const Bitmap smeared = owned(pixCloseSafeBrick(nullptr, small.get(), 9, 1));
  Boxa* boxes = pixConnCompBB(smeared.get(), 8);
  std::vector<LineFrame> lines;
  for (int i = 0; i < boxaGetCount(boxes); ++i) {
    LineFrame line;
    boxaGetBoxGeometry(boxes, i, &line.x, &line.y, &line.width, &line.height);
    if (line.height >= 3 && line.height <= 40 && line.width >= 8 * line.height) lines.push_back(line);
  }
  boxaDestroy(&boxes);
  if (lines.empty()) return lines;

  // Not the median, which where leading is tight is that of two lines smeared together; nor rules and headings.
  std::vector<LineFrame> by_height = lines;
  const auto middle = by_height.begin() + static_cast<std::ptrdiff_t>(by_height.size() * 3 / 10);
  std::ranges::nth_element(by_height, middle, {}, &LineFrame::height);
  const int height = middle->height;
  std::erase_if(lines,
                [&](const LineFrame& line) { return line.height < height * 0.7 || line.height > height * 1.35; });
  std::ranges::stable_sort(lines, std::ranges::greater{}, &LineFrame::width);
  if (lines.size() > most * 4) lines.resize(most * 4);
  std::ranges::sort(lines, {}, &LineFrame::y);

  std::vector<LineFrame> chosen;
  const std::size_t stride = std::max<std::size_t>(1, lines.size() / most);
  for (std::size_t i = stride / 2; i < lines.size() && chosen.size() < most; i += stride) {
    const LineFrame& line = lines[i];
    const int margin = line.height * reduction / 4;
    const int x0 = std::max(0, line.x * reduction - margin);
    const int y0 = std::max(0, line.y * reduction - margin);
    const int x1 = std::min(width_of(picture), (line.x + line.width) * reduction + margin);
    const int y1 = std::min(height_of(picture), (line.y + line.height) * reduction + margin);
    if (x1 > x0 && y1 > y0) chosen.push_back({x0, y0, x1 - x0, y1 - y0});
  }
  return chosen;
}

}  // namespace edify::parse::ocr
