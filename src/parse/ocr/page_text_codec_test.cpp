#include "parse/ocr/page_text_codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace edify::parse::ocr {
namespace {

PageText example() {
  PageText page{.text = {}, .quarter_turns = 1, .skew = -0.02F, .languages = "hin+eng", .dots_per_inch = 199.5F};
  page.text.lines.push_back({.words = {{"विद्यालय", {10, 20, 110, 44}, 0.91F}, {"School", {120, 20, 190, 44}, 0.5F}},
                             .baseline = 40,
                             .height = 24.5F});
  page.text.lines.push_back({.words = {{"2026", {10, 60, 60, 84}, 1}}, .baseline = 80, .height = 24});
  measure(page.text);
  return page;
}

TEST(PageTextCodec, GivesBackWhatWasRead) {
  const PageText page = example();
  const auto back = decode_page_text(encode(page));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(encode(*back), encode(page));
  EXPECT_EQ(back->quarter_turns, 1);
  EXPECT_EQ(back->languages, "hin+eng");
  EXPECT_EQ(back->dots_per_inch, 199.5F);
  ASSERT_EQ(back->text.lines.size(), 2U);
  EXPECT_EQ(back->text.lines[0].words[0].text, "विद्यालय");
  EXPECT_EQ(back->text.lines[0].words[1].box, (edify::Box{120, 20, 190, 44}));
  EXPECT_EQ(back->text.confidence, page.text.confidence);
  EXPECT_EQ(back->text.characters, page.text.characters);
}

TEST(PageTextCodec, TellsABlankPageFromNothing) {
  const std::string blank = encode(PageText{.text = {}, .languages = "eng", .dots_per_inch = 300});
  EXPECT_FALSE(blank.empty());
  ASSERT_TRUE(decode_page_text(blank));
  EXPECT_FALSE(decode_page_text(""));
}

TEST(PageTextCodec, RefusesEveryCutAndWhatFollowsTheEnd) {
  const std::string bytes = encode(example());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(decode_page_text(std::string_view(bytes).substr(0, length))) << length;
  }
  EXPECT_FALSE(decode_page_text(bytes + "x"));
}

TEST(PageTextCodec, RefusesNumbersAndTextsThatNoPictureHas) {
  const auto damaged = [](auto&& damage) {
    PageText page = example();
    damage(page);
    return !decode_page_text(encode(page));
  };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(damaged([](PageText& page) { page.dots_per_inch = 0; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.dots_per_inch = nan; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.quarter_turns = 4; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.skew = nan; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.text.lines[0].baseline = infinity; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.text.lines[0].words.clear(); }));
  EXPECT_TRUE(damaged([](PageText& page) { page.text.lines[0].words[0].box.x1 = nan; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.text.lines[0].words[0].confidence = 1.5F; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.text.lines[0].words[0].text = "\xFF"; }));
  EXPECT_TRUE(damaged([](PageText& page) { page.text.lines[0].words[0].text.clear(); }));
}

}  // namespace
}  // namespace edify::parse::ocr
