#include "parse/pdf/accents.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

// PDFium tells the glyphs of a printed line from left to right, but may put an accent at the line's end.
constexpr std::size_t search_window = 160;
constexpr float highest_rise = 0.4F;  // ems: over capitals accents are raised

struct Accent {
  char32_t spacing;
  char32_t combining;
};

// ASCII's grave, circumflex and tilde are left out: they are characters of their own far more often.
constexpr std::array<Accent, 13> accents = {{{U'´', 0x0301},
                                             {U'¨', 0x0308},
                                             {U'¯', 0x0304},
                                             {U'¸', 0x0327},
                                             {U'ˆ', 0x0302},
                                             {U'ˇ', 0x030C},
                                             {U'ˊ', 0x0301},
                                             {U'ˋ', 0x0300},
                                             {U'˘', 0x0306},
                                             {U'˙', 0x0307},
                                             {U'˚', 0x030A},
                                             {U'˜', 0x0303},
                                             {U'˝', 0x030B}}};

char32_t combining_form(char32_t code) {
  if (code < U'¨') return 0;
  const auto found = std::ranges::find(accents, code, &Accent::spacing);
  return found == accents.end() ? 0 : found->combining;
}

// 0 where there is no such letter. One that has an accent gets no second one: that is a stray mark.
char32_t accented(char32_t letter, char32_t combining) {
  constexpr char32_t dotless_i = 0x0131;
  constexpr char32_t dotless_j = 0x0237;
  if (letter == dotless_i) letter = U'i';
  if (letter == dotless_j) letter = U'j';
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString parts;
  if (U_FAILURE(status) || nfc->getDecomposition(static_cast<UChar32>(letter), parts)) return 0;
  const UChar32 composed = nfc->composePair(static_cast<UChar32>(letter), static_cast<UChar32>(combining));
  return composed < 0 ? 0 : static_cast<char32_t>(composed);
}

bool stands_over(const Glyph& accent, const Glyph& letter, float em) {
  const float middle = (accent.x0 + accent.x1) / 2;
  return accent.direction == letter.direction && middle > letter.x0 && middle < letter.x1 &&
         std::abs(accent.baseline - letter.baseline) <= highest_rise * em;
}

float distance(const Glyph& a, const Glyph& b) { return std::abs(a.x0 + a.x1 - b.x0 - b.x1) / 2; }

// True if there was a letter under `glyphs[at]`, which now is an accented one.
bool accent_letter(std::vector<Glyph>& glyphs, std::size_t at, char32_t combining, float em) {
  Glyph* nearest = nullptr;
  const std::size_t end = std::min(glyphs.size(), at + search_window);
  for (std::size_t i = at - std::min(at, search_window); i < end; ++i) {
    Glyph& letter = glyphs[i];
    if (i == at || !is_letter(letter.code) || !stands_over(glyphs[at], letter, em)) continue;
    if (accented(letter.code, combining) == 0) continue;
    if (!nearest || distance(glyphs[at], letter) < distance(glyphs[at], *nearest)) nearest = &letter;
  }
  if (!nearest) return false;
  nearest->code = accented(nearest->code, combining);
  return true;
}

}  // namespace

void compose_accents(std::vector<Glyph>& glyphs, const std::vector<TextStyle>& styles) {
  std::vector<bool> taken(glyphs.size());
  bool any = false;
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    const char32_t combining = combining_form(glyphs[at].code);
    if (combining == 0) continue;
    taken[at] = accent_letter(glyphs, at, combining, std::max(1.0F, styles[glyphs[at].style].size));
    any = any || taken[at];
  }
  if (!any) return;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    if (!taken[at]) glyphs[kept++] = glyphs[at];
  }
  glyphs.resize(kept);
}

}  // namespace edify::parse::pdf
