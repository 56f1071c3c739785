// Glyphs → words. A word ends at a space, at a gap, where the text steps back or leaves its baseline.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

struct Word {
  std::string text;  // cleaned, in logical order; may hold soft hyphens
  float x0 = 0;
  float x1 = 0;
  float baseline = 0;
  std::uint16_t style = 0;       // of its first glyph
  std::uint32_t characters = 0;  // code points before cleaning
  Direction direction = Direction::rightwards;
  bool space_before = false;
  bool right_to_left = false;
};

// In the file's order. Glyphs that were printed twice (to look bold) count once; words of which nothing readable
// remains are left out. Thread-safe.
std::vector<Word> split_into_words(const PageGlyphs& page);

}  // namespace edify::parse::pdf
