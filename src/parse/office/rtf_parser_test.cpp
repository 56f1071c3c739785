#include "parse/office/rtf_parser.h"

#include <gtest/gtest.h>

#include <string>

#include "parse/render.h"

namespace edify::parse {
namespace {

std::string text_of(const std::string& rtf) { return render_text(parse_rtf(rtf)); }

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Rtf, SkipsAsManyFallbackBytesAsItIsTold) {
  EXPECT_EQ(text_of(R"({\rtf1\uc2 a\u233\'c3\'a9b\uc0\u234 c{\uc1\u8364 ?}d})"), "aébêc€d\n");
}

TEST(Rtf, ReadsEveryByteInItsFontsCodePage) {
  EXPECT_EQ(
      text_of(R"({\rtf1\ansicpg1250{\fonttbl{\f0\fcharset238 A;}{\f1\fcharset161 B;}}\f0\'e8 \f1\'e1 \plain\'e8})"),
      "č α č\n");
}

TEST(Rtf, LeavesOutWhatIsNotForReaders) {
  EXPECT_EQ(
      text_of(
          R"({\rtf1{\*\generator X;}{\pict\bin4 }}}}}{\header H}{\v secret}a{\annotation note}b\deleted c\deleted0 d})"),
      "abd\n");
}

TEST(Rtf, PutsATextBoxBehindItsParagraph) {
  EXPECT_EQ(text_of(R"({\rtf1 be{\shp{\*\shpinst{\sp{\sn n}{\sv v}}{\shptxt In the box.\par}}}fore\par after\par})"),
            "before\n\nIn the box.\n\nafter\n");
}

TEST(Rtf, EndsATableThatIsCutOff) {
  EXPECT_EQ(text_of(R"({\rtf1\trowd\cellx100\cellx200\pard\intbl a\cell b\cell\row\pard\intbl c\cell)"), "a | b\nc\n");
}

TEST(Rtf, ReadsDamageWithinBounds) {
  EXPECT_EQ(text_of("{\\rtf1" + repeat("{", 100'000) + "deep"), "");
  EXPECT_EQ(text_of("{\\rtf1" + repeat("{", 5000) + repeat("}", 5000) + "after}"), "after\n");
  EXPECT_EQ(text_of("{\\rtf1 a}}}}b"), "ab\n");
  EXPECT_EQ(text_of("{\\rtf1\\u99999999999 \\'zz\\bin999999999 x"), "zz\n");
  EXPECT_EQ(text_of("{\\rtf1 a\\"), "a\n");
  text_of("{\\rtf1\\trowd" + repeat("\\cellx2147483647\\cellx-2147483648", 2000) + repeat("\\cell", 5000) + "\\row}");
}

}  // namespace
}  // namespace edify::parse
