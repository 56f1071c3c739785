// A picture of a page made ready for the OCR engine: large enough, upright, straight, without speckles.
//
// What the engine reads better after it, and what it costs, is measured by bench/ocr.sh. Pure functions,
// thread-safe.
#pragma once

#include <vector>

#include "parse/ocr/bitmap.h"
#include "parse/ocr/engine.h"

namespace edify::parse::ocr {

// How text lines lie: a positive angle (radians) where they fall to the right; 0 where it can not be told or is
// too small to matter.
float find_skew(const Bitmap& picture);

// Turned by `angle` about the middle, against the lines' slope, on a larger white ground where needed.
Bitmap straighten(const Bitmap& picture, float angle);

// Turned clockwise.
Bitmap turn(const Bitmap& picture, int quarter_turns);

// `factor` times as large.
Bitmap scale(const Bitmap& picture, float factor);

// Without the grain of bad scanners; the picture itself where it has none.
Bitmap without_noise(Bitmap picture);

// Up to `most` rectangles that hold one line of text each, spread over the picture, long lines first. Found by
// smearing dark marks sideways: cheap, and good enough to try languages on.
std::vector<LineFrame> sample_lines(const Bitmap& picture, std::size_t most);

}  // namespace edify::parse::ocr
