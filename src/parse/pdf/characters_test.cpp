#include "parse/pdf/characters.h"

#include <gtest/gtest.h>

namespace edify::parse::pdf {
namespace {

std::string clean(std::u32string_view text) {
  std::string utf8;
  for (const char32_t code : text) append_clean(utf8, code);
  return to_nfc(std::move(utf8));
}

TEST(Characters, TakesLigaturesAndPresentationFormsApart) {
  EXPECT_EQ(clean(U"\uFB01nd o\uFB00er \uFB03x"), "find offer ffix");
  EXPECT_EQ(clean(U"\uFEDF\uFE8E"), "لا");
}

TEST(Characters, DropsWhatNobodySees) { EXPECT_EQ(clean(U"a\u200Bb\uFEFFc\u0007d\u202Ee\uE123f\uFFFDg"), "abcdefg"); }

TEST(Characters, KeepsTheJoinersThatSpellingNeeds) { EXPECT_EQ(clean(U"क\u094D\u200Dष"), "क्\u200Dष"); }

TEST(Characters, WritesSymbolFontBulletsAsBullets) { EXPECT_EQ(clean(U"\uF0B7 item"), "• item"); }

TEST(Characters, ComposesAccents) { EXPECT_EQ(clean(U"Cafe\u0301"), "Café"); }

TEST(Characters, CountsPrivateUseAndReplacementsAsUnmapped) {
  for (const char32_t code : {char32_t{0}, char32_t{0xE123}, char32_t{0xFFFD}, char32_t{0xD801}, char32_t{0xFFFF}}) {
    EXPECT_TRUE(is_unmapped(code)) << static_cast<unsigned>(code);
  }
  for (const char32_t code : {U'a', U'न', U'機', char32_t{0xF0B7}}) EXPECT_FALSE(is_unmapped(code));
}

}  // namespace
}  // namespace edify::parse::pdf
