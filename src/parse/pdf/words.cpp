#include "parse/pdf/words.h"

#include <algorithm>
#include <cmath>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

// In ems.
constexpr float word_gap = 0.25F;       // wider than tracking, narrower than a justified space
constexpr float tight_word_gap = 0.1F;  // of a line whose letters touch
constexpr float clearly_wider = 0.09F;  // than the gaps between a line's letters
constexpr float tracking = 0.06F;       // between letters that were set apart on purpose, or by a scan's text layer
constexpr float step_back = 0.5F;       // more than kerning and accents ever go back
constexpr float baseline_step = 0.1F;   // super- and subscripts move further
constexpr float overprint_distance = 0.1F;

float em(const PageGlyphs& page, const Glyph& glyph) { return std::max(1.0F, page.styles[glyph.style].size); }

bool keeps_baseline(const PageGlyphs& page, const Glyph& last, const Glyph& next) {
  const float size = std::max(em(page, last), em(page, next));
  return next.direction == last.direction && std::abs(next.baseline - last.baseline) <= baseline_step * size;
}

// Where the printed line that begins at `first` ends, as far as the file keeps to it.
std::size_t line_end(const PageGlyphs& page, std::size_t first) {
  std::size_t end = first + 1;
  while (end < page.glyphs.size()) {
    const Glyph& last = page.glyphs[end - 1];
    const Glyph& next = page.glyphs[end];
    if (!keeps_baseline(page, last, next) || next.x0 < last.x0) break;
    ++end;
  }
  return end;
}

// In ems: the narrowest gap that parts two words between glyphs `first` and `end` of one line. Many files put no space
// between words, only a gap, and justified lines make it narrow; it still is wider than those between letters.
float narrowest_word_gap(const PageGlyphs& page, std::size_t first, std::size_t end) {
  constexpr std::size_t enough = 8;
  std::vector<float> gaps;
  for (std::size_t at = first + 1; at < end; ++at) {
    const Glyph& next = page.glyphs[at];
    if (!next.space_before) gaps.push_back((next.x0 - page.glyphs[at - 1].x1) / em(page, next));
  }
  if (gaps.size() < enough) return word_gap;
  const auto wide = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() * 3 / 4);
  std::ranges::nth_element(gaps, wide);
  return *wide > tracking ? word_gap : std::max(tight_word_gap, *wide + clearly_wider);
}

// A gap between words that the file does not tell as such. `narrowest` in ems.
bool is_word_gap(const PageGlyphs& page, const Glyph& last, const Glyph& next, float narrowest) {
  if (is_right_to_left(next.code) || is_right_to_left(last.code) || !keeps_baseline(page, last, next)) return false;
  return next.x0 - last.x1 > narrowest * std::max(em(page, last), em(page, next));
}

bool continues_word(const PageGlyphs& page, const Word& word, const Glyph& last, const Glyph& next) {
  if (next.space_before || next.direction != word.direction) return false;
  if (word.direction == Direction::skewed) return true;
  const float size = std::max(em(page, last), em(page, next));
  if (!keeps_baseline(page, last, next)) return false;
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
  std::size_t end = 0;
  float narrowest = word_gap;
  for (std::size_t at = 0; at < page.glyphs.size(); ++at) {
    const Glyph& glyph = page.glyphs[at];
    if (at == end) {
      end = line_end(page, at);
      narrowest = narrowest_word_gap(page, at, end);
    }
    if (last && is_overprint(page, *last, glyph)) continue;
    const bool parted = last && is_word_gap(page, *last, glyph, narrowest);
    if (last && !parted && continues_word(page, words.back(), *last, glyph)) {
      add_glyph(words.back(), glyph);
    } else {
      words.push_back(start_word(glyph));
      words.back().space_before = words.back().space_before || parted;
    }
    last = &glyph;
  }
  std::erase_if(words, [](const Word& word) { return word.text.empty(); });
  return words;
}

}  // namespace edify::parse::pdf
