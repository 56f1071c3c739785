#include "parse/pdf/plausibility.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "parse/pdf/characters.h"
#include "parse/pdf/letter_pairs.h"

namespace edify::parse::pdf {
namespace {

// Too few pairs of letters prove nothing: a formula, a table of codes.
constexpr std::uint32_t enough_pairs = 80;
constexpr std::uint32_t enough_words = 12;
// Means of the table's units, and shares; see the header for what was measured.
constexpr float surprising = 5.5F;
constexpr float impossible = 7.2F;
constexpr float many_odd_words = 0.22F;
constexpr float some_odd_words = 0.08F;
constexpr float very_surprising = 6.4F;
// This part of a page's glyphs in such fonts makes it unreadable.
constexpr float much_of_page = 0.2F;
// Where the signs are weaker, as formulas have them too, only most of a page will do.
constexpr float most_of_page = 0.5F;
constexpr float mostly_latin = 0.6F;

// Between letters these stand in no language; in code and formulas they do.
bool is_odd_between_letters(char32_t code) {
  constexpr std::u32string_view ascii = U"$<>{}[]~^|\\\";=#@*`";
  return ascii.contains(code) || (code >= 0xA1 && code <= 0xBF) || code == U'×' || code == U'÷';
}

// 1 to 26 for a letter of Latin script without its accent; 0 for anything else.
std::size_t letter_number(char32_t code) {
  if (code >= 'a' && code <= 'z') return code - 'a' + 1;
  if (code >= 'A' && code <= 'Z') return code - 'A' + 1;
  if (code < 0xC0 || code > 0x24F) return 0;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const decomposer = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString parts;
  if (U_FAILURE(status) || !decomposer->getDecomposition(static_cast<UChar32>(code), parts)) return 0;
  const char16_t base = parts.charAt(0);
  return base < 0x80 ? letter_number(base) : 0;
}

struct Evidence {
  std::uint32_t glyphs = 0;
  std::uint32_t pairs = 0;
  std::uint32_t surprise = 0;
  std::uint32_t words = 0;  // of at least two letters
  std::uint32_t odd_words = 0;
  bool legacy_name = false;

  void add_word(std::span<const Glyph> word) {
    std::uint32_t letters = 0;
    bool odd = false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char32_t code = word[i].code;
      letters += is_letter(code);
      if (i == 0) continue;
      const char32_t before = word[i - 1].code;
      odd = odd || (is_lower(before) && is_upper(code));
      if (i + 1 < word.size() && is_odd_between_letters(code)) {
        odd = odd || (is_letter(before) && is_letter(word[i + 1].code));
      }
    }
    if (letters < 2) return;
    ++words;
    odd_words += odd;
    add_pairs(word);
  }

  float mean_surprise() const { return static_cast<float>(surprise) / static_cast<float>(std::max(pairs, 1U)); }
  float odd_share() const { return static_cast<float>(odd_words) / static_cast<float>(std::max(words, 1U)); }

  OcrReason judge() const {
    if (pairs < enough_pairs || words < enough_words) return OcrReason::none;
    if (legacy_name && (mean_surprise() > surprising || odd_share() > some_odd_words)) return OcrReason::legacy_font;
    if (mean_surprise() > impossible) return OcrReason::implausible_text;
    const bool is_coded = mean_surprise() > surprising && odd_share() > many_odd_words;
    return is_coded ? OcrReason::legacy_font : OcrReason::none;
  }

  bool is_doubtful() const { return mean_surprise() > very_surprising && odd_share() > some_odd_words; }

 private:
  // Runs of letters, from edge to edge.
  void add_pairs(std::span<const Glyph> word) {
    std::size_t before = 0;
    for (std::size_t i = 0; i <= word.size(); ++i) {
      const std::size_t here = i < word.size() && is_letter(word[i].code) ? letter_number(word[i].code) : 0;
      if (before == 0 && here == 0) continue;
      const char digit = letter_pairs[before][here];
      surprise += static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
      ++pairs;
      before = here;
    }
  }
};

// A vowel sign or other mark that needs a letter before it, at a word's start: the file's order is not the language's.
bool has_stray_marks(const PageGlyphs& glyphs) {
  std::uint32_t words = 0;
  std::uint32_t stray = 0;
  bool starts = true;
  for (const Glyph& glyph : glyphs.glyphs) {
    starts = starts || glyph.space_before;
    const auto code = static_cast<UChar32>(glyph.code);
    const bool is_indic = glyph.code >= 0x900 && glyph.code <= 0xDFF;
    if (starts && is_indic) {
      ++words;
      stray += u_charType(code) == U_NON_SPACING_MARK || u_charType(code) == U_COMBINING_SPACING_MARK;
    }
    starts = false;
  }
  return words >= enough_words && stray * 3 > words;
}

std::map<std::uint16_t, Evidence> collect(const PageGlyphs& page) {
  std::map<std::uint16_t, Evidence> fonts;
  const std::vector<Glyph>& glyphs = page.glyphs;
  const auto font_of = [&](const Glyph& glyph) { return page.styles[glyph.style].font; };
  for (std::size_t begin = 0; begin < glyphs.size();) {
    const std::uint16_t font = font_of(glyphs[begin]);
    std::size_t end = begin + 1;
    while (end < glyphs.size() && !glyphs[end].space_before && font_of(glyphs[end]) == font) ++end;
    Evidence& evidence = fonts[font];
    evidence.glyphs += static_cast<std::uint32_t>(end - begin);
    evidence.legacy_name = page.styles[glyphs[begin].style].legacy_font;
    evidence.add_word(std::span(glyphs).subspan(begin, end - begin));
    begin = end;
  }
  return fonts;
}

}  // namespace

bool is_legacy_font(std::string_view name) {
  // Families by their makers' names for Devanagari, Gujarati, Gurmukhi, Bengali, Tamil, Telugu, Kannada, Malayalam.
  constexpr auto families = std::to_array<std::string_view>(
      {"kruti",     "krutidev",  "devlys",    "shree-dev", "shreedev", "shree-guj",  "shree-ban", "shree-tam",
       "shree-tel", "shree-kan", "shree-mal", "shree-ori", "chanakya", "walkman",    "dv-tt",     "dvb-tt",
       "dvbw-tt",   "akruti",    "aps-dv",    "aps-c-dv",  "shusha",   "sanskrit99", "xdvng",     "agra",
       "4cgandhi",  "bhaskar",   "yogeshweb", "narad",     "richa",    "jagran",     "kundli",    "susha",
       "naidunia",  "webdunia",  "anmollipi", "asees",     "satluj",   "gurbani",    "joy",       "bamini",
       "tscii",     "tab-",      "baraha",    "nudi",      "ml-tt",    "mlb-tt",     "kn-tt",     "gj-tt",
       "bn-tt",     "pn-tt",     "or-tt",     "te-tt",     "sutonnymj"});
  if (name.size() > 7 && name[6] == '+') name.remove_prefix(7);  // a subset's tag
  return std::ranges::any_of(families, [&](std::string_view family) { return name.starts_with(family); });
}

OcrReason find_implausible_text(const PageGlyphs& page) {
  if (has_stray_marks(page)) return OcrReason::implausible_text;
  std::uint32_t latin = 0;
  std::uint32_t letters = 0;
  for (const Glyph& glyph : page.glyphs) {
    if (!is_letter(glyph.code)) continue;
    ++letters;
    latin += glyph.code < 0x250;
  }
  if (static_cast<float>(latin) < mostly_latin * static_cast<float>(letters)) return OcrReason::none;
  OcrReason reason = OcrReason::none;
  std::size_t unbelieved = 0;
  std::size_t doubtful = 0;
  for (const auto& [font, evidence] : collect(page)) {
    const OcrReason verdict = evidence.judge();
    if (verdict != OcrReason::none) reason = verdict;
    unbelieved += verdict != OcrReason::none ? evidence.glyphs : 0;
    doubtful += verdict != OcrReason::none || evidence.is_doubtful() ? evidence.glyphs : 0;
  }
  const auto all = static_cast<float>(std::max<std::size_t>(1, page.glyphs.size()));
  if (static_cast<float>(unbelieved) >= much_of_page * all) return reason;
  const bool enough = page.glyphs.size() >= 2 * enough_pairs;
  return enough && static_cast<float>(doubtful) >= most_of_page * all ? OcrReason::legacy_font : OcrReason::none;
}

}  // namespace edify::parse::pdf
