#include "parse/pdf/plausibility.h"

#include <gtest/gtest.h>

#include <string_view>

namespace edify::parse::pdf {
namespace {

// All glyphs in one font.
PageGlyphs page_of(std::u32string_view text, bool legacy_name = false) {
  PageGlyphs page;
  page.styles.push_back({.size = 10, .bold = false, .italic = false, .legacy_font = legacy_name});
  bool space_before = true;
  for (const char32_t code : text) {
    if (code != U' ') page.glyphs.push_back({.code = code, .space_before = space_before});
    space_before = code == U' ';
  }
  return page;
}

constexpr std::u32string_view english =
    U"A river begins where water gathers faster than the ground can take it in, and rain that falls on the hills runs "
    U"down in thin threads. It carries sand and stones along and drops them again wherever the slope grows gentle.";
constexpr std::u32string_view polish =
    U"Rzeka zaczyna się tam, gdzie wody zbiera się szybciej, niż może wsiąknąć w ziemię. Deszcz, który pada na "
    U"wzgórzach, spływa cienkimi strużkami i łączy się w strumień, a strumień niesie piasek i kamienie.";
constexpr std::u32string_view kruti_dev =
    U"unh ds ikl ,d NksVk lk xkWo Fkk vkSj ogkW ,d 'kkyk Fkh gj fnu lc ckyd le; ls 'kkyk tkrs Fks vkSj eu ls i<+kbZ "
    U"djrs Fks muds xq# ljy Fks vkSj lcdks ubZ ckrsa crkrs Fks fo|ky; dh iqLrdsa vPNh gSa vkSj f'k{kd LusgiwoZd i<+krs "
    U"gSa";
constexpr std::u32string_view code =
    U"for (std::size_t rowIndex = 0; rowIndex < rows.size(); ++rowIndex) { totalWidth += cellWidth[rowIndex]; "
    U"printLine(buffer, totalWidth); if (isEmpty(rows[rowIndex])) continue; appendText(output, rows[rowIndex]); }";

// As a file without a character map gives it: every letter three on.
std::u32string shifted(std::u32string_view text) {
  std::u32string out;
  for (char32_t letter : text) {
    if (letter >= U'a' && letter <= U'z') letter = U'a' + (letter - U'a' + 3) % 26;
    out.push_back(letter);
  }
  return out;
}

TEST(Plausibility, BelievesLanguagesAndCode) {
  EXPECT_EQ(find_implausible_text(page_of(english)), OcrReason::none);
  EXPECT_EQ(find_implausible_text(page_of(polish)), OcrReason::none);
  EXPECT_EQ(find_implausible_text(page_of(code)), OcrReason::none);
}

TEST(Plausibility, SeesThatDevanagariOnLatinCodesIsNoLanguage) {
  EXPECT_EQ(find_implausible_text(page_of(kruti_dev)), OcrReason::legacy_font);
}

TEST(Plausibility, SeesThatShiftedLettersAreNoLanguage) {
  EXPECT_EQ(find_implausible_text(page_of(shifted(english))), OcrReason::implausible_text);
}

TEST(Plausibility, TakesAFontsNameForEvidenceAndNotForProof) {
  EXPECT_EQ(find_implausible_text(page_of(english, true)), OcrReason::none);
  EXPECT_TRUE(is_legacy_font("abcdef+krutidev010"));
  EXPECT_TRUE(is_legacy_font("shree-dev-0714"));
  EXPECT_FALSE(is_legacy_font("notosansdevanagari"));
}

TEST(Plausibility, DoesNotJudgeAFewWords) {
  EXPECT_EQ(find_implausible_text(page_of(U"H$moS> xyzzy QWRT")), OcrReason::none);
  EXPECT_EQ(find_implausible_text(page_of(U"")), OcrReason::none);
}

TEST(Plausibility, JudgesEachFontOfAPageForItself) {
  PageGlyphs page = page_of(english);
  page.styles.push_back({.size = 10, .bold = false, .italic = false, .font = 1});
  for (Glyph glyph : page_of(kruti_dev).glyphs) {
    glyph.style = 1;
    page.glyphs.push_back(glyph);
  }
  EXPECT_EQ(find_implausible_text(page), OcrReason::legacy_font);
}

TEST(Plausibility, SeesVowelSignsThatStandBeforeTheirLetters) {
  std::u32string text;
  for (int i = 0; i < 20; ++i) text += U"िक ीदन ेम ";
  EXPECT_EQ(find_implausible_text(page_of(text)), OcrReason::implausible_text);
}

}  // namespace
}  // namespace edify::parse::pdf
