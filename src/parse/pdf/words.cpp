#include "parse/pdf/words.h"

#include <algorithm>
#include <cmath>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

// In ems.
constexpr float word_gap = 0.25F;      // wider than tracking, narrower than a justified space
constexpr float step_back = 0.5F;      // more than kerning and accents ever go back
constexpr float baseline_step = 0.1F;  // super- and subscripts move further
constexpr float overprint_distance = 0.1F;

float em(const PageGlyphs& page, const Glyph& glyph) { return std::max(1.0F, page.styles[glyph.style].size); }

bool continues_word(const PageGlyphs& page, const Word& word, const Glyph& last, const Glyph& next) {
  if (next.space_before || next.direction != word.direction) return false;
  if (word.direction == Direction::skewed) return true;
  const float size = std::max(em(page, last), em(page, next));
  if (std::abs(next.baseline - last.baseline) > baseline_step * size) return false;
  const bool leftwards = word.right_to_left && is_right_to_left(next.code);
  const float gap = leftwards ? last.x0 - next.x1 : next.x0 - last.x1;
  return gap <= word_gap * size && gap >= -step_back * size - (next.x1 - next.x0);
}

bool is_overprint(const PageGlyphs& page, const Glyph& last, const Glyph& next) {
  const float distance = overprint_distance * em(page, last);
  return next.code == last.code && std::abs(next.x0 - last.x0) < distance &&
         std::abs(next.baseline - last.baseline) < distance && next.direction == last.direction;
}

void add_glyph(Word& word, const Glyph& glyph) {
  append_clean(word.text, glyph.code);
  word.x0 = std::min(word.x0, glyph.x0);
  word.x1 = std::max(word.x1, glyph.x1);
  ++word.characters;
  word.right_to_left = word.right_to_left || is_right_to_left(glyph.code);
}

Word start_word(const Glyph& glyph) {
  Word word{.text = {},
            .x0 = glyph.x0,
            .x1 = glyph.x1,
            .baseline = glyph.baseline,
            .style = glyph.style,
            .direction = glyph.direction,
            .space_before = glyph.space_before};
  add_glyph(word, glyph);
  return word;
}

}  // namespace

std::vector<Word> split_into_words(const PageGlyphs& page) {
  std::vector<Word> words;
  const Glyph* last = nullptr;
  for (const Glyph& glyph : page.glyphs) {
    if (last && is_overprint(page, *last, glyph)) continue;
    if (last && continues_word(page, words.back(), *last, glyph)) {
      add_glyph(words.back(), glyph);
    } else {
      words.push_back(start_word(glyph));
    }
    last = &glyph;
  }
  std::erase_if(words, [](const Word& word) { return word.text.empty(); });
  return words;
}

}  // namespace edify::parse::pdf
