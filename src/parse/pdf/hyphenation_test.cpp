#include "parse/pdf/hyphenation.h"

#include <gtest/gtest.h>

namespace edify::parse::pdf {
namespace {

std::string join(std::string text, std::string_view line, const std::string& elsewhere = "") {
  PageLines page;
  page.lines.emplace_back().text = elsewhere;
  append_line(text, line, HyphenatedWords({page}));
  return text;
}

TEST(Hyphenation, TakesAwayAHyphenThatOnlyMarkedTheLinesEnd) {
  EXPECT_EQ(join("the observa-", "tion of rivers"), "the observation of rivers");
  EXPECT_EQ(join("the moun\u00AD", "tains"), "the mountains");
  EXPECT_EQ(join("die Ver\u2010", "waltung"), "die Verwaltung");
}

TEST(Hyphenation, KeepsAHyphenThatTheDocumentWritesElsewhere) {
  EXPECT_EQ(join("a well-", "known man", "Her well-known book"), "a well-known man");
  EXPECT_EQ(join("a Well-", "known man", "her WELL-KNOWN book"), "a Well-known man");
}

TEST(Hyphenation, KeepsTheHyphensOfNamesNumbersAndLongerCompounds) {
  EXPECT_EQ(join("the Anglo-", "Saxon king"), "the Anglo-Saxon king");
  EXPECT_EQ(join("state-of-the-", "art tools"), "state-of-the-art tools");
  EXPECT_EQ(join("in 1990-", "2000"), "in 1990-2000");
}

TEST(Hyphenation, KeepsADashThatStandsAlone) { EXPECT_EQ(join("rivers -", "and lakes"), "rivers - and lakes"); }

TEST(Hyphenation, JoinsLinesWithASpaceButNotInScriptsWithoutSpaces) {
  EXPECT_EQ(join("one line", "and the next"), "one line and the next");
  EXPECT_EQ(join("", "first"), "first");
  EXPECT_EQ(join("機率", "統計"), "機率統計");
  EXPECT_EQ(join("नदी", "का जल"), "नदी का जल");
}

}  // namespace
}  // namespace edify::parse::pdf
