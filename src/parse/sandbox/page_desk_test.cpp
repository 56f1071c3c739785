#include "parse/sandbox/page_desk.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <thread>

#include "parse/ocr/page_text_codec.h"

namespace edify::parse {
namespace {

using namespace std::chrono_literals;

std::string text_of(std::uint32_t page, bool timed_out = false) {
  ocr::PageText text{.text = {}, .languages = "eng", .dots_per_inch = 100 + static_cast<float>(page)};
  text.text.timed_out = timed_out;
  return ocr::encode(text);
}

class MemoryStore final : public PageTextStore {
 public:
  std::optional<std::string> find(std::uint32_t page) override {
    const auto found = texts.find(page);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  }
  void save(std::uint32_t page, std::string_view text) override { texts[page] = text; }

  std::map<std::uint32_t, std::string> texts;
};

class PageDeskTest : public testing::Test {
 protected:
  PageTurn next(std::uint32_t wanted) {
    auto turn = desk_.next(wanted, no_deadline);
    EXPECT_TRUE(turn) << turn.error().message;
    return turn.value_or(PageTurn{});
  }

  MemoryStore store_;
  std::size_t called_for_ = 0;
  PageDesk desk_{Limits{}, &store_, [this](std::size_t open_pages) { called_for_ = open_pages; }};
};

TEST_F(PageDeskTest, LeavesPagesToTheDocumentsOwnWorkerWhereNobodyHelps) {
  ASSERT_TRUE(desk_.announce({2, 3, 7}));
  for (const std::uint32_t page : {2U, 3U, 7U}) {
    EXPECT_EQ(next(page).page_to_read, page);
    EXPECT_TRUE(desk_.put(page, text_of(page)));
  }
  EXPECT_EQ(store_.texts.size(), 3U);
}

TEST_F(PageDeskTest, GivesWhatWasReadBefore) {
  store_.save(1, text_of(1));
  ASSERT_TRUE(desk_.announce({1, 2}));
  EXPECT_EQ(next(1).text, text_of(1));
  EXPECT_EQ(next(2).page_to_read, 2U);
}

TEST_F(PageDeskTest, ReadsAgainWhatTheStoreHasDamaged) {
  store_.save(1, "no page's text");
  ASSERT_TRUE(desk_.announce({1}));
  EXPECT_EQ(next(1).page_to_read, 1U);
}

TEST_F(PageDeskTest, HandsOtherPagesOutWhileAHelperReadsTheOneThatIsWanted) {
  ASSERT_TRUE(desk_.announce({1, 2, 3, 4}));
  EXPECT_EQ(next(1).page_to_read, 1U);
  EXPECT_EQ(called_for_, 3U);
  EXPECT_EQ(desk_.claim(), 2U);
  EXPECT_TRUE(desk_.put(1, text_of(1)));
  EXPECT_EQ(next(2).page_to_read, 3U) << "page 2 is being read: not waited for while there is other work";
  EXPECT_TRUE(desk_.give(2, text_of(2)));
  EXPECT_TRUE(desk_.put(3, text_of(3)));
  EXPECT_EQ(next(2).text, text_of(2));
  EXPECT_EQ(next(3).text, text_of(3)) << "what was read out of turn is kept until its turn";
  EXPECT_EQ(desk_.claim(), 4U);
  std::jthread helper([&] { desk_.give(4, text_of(4)); });
  EXPECT_EQ(next(4).text, text_of(4)) << "waits, since nothing else is left to do";
  EXPECT_EQ(store_.texts.size(), 4U);
}

TEST_F(PageDeskTest, GivesAPageThatAHelperCouldNotReadToTheDocumentsOwnWorkerOnly) {
  ASSERT_TRUE(desk_.announce({1, 2}));
  EXPECT_EQ(desk_.claim(), 1U);
  EXPECT_TRUE(desk_.give(1, ""));
  EXPECT_EQ(desk_.claim(), 2U);
  EXPECT_FALSE(desk_.give(2, "nonsense"));
  EXPECT_EQ(desk_.claim(), std::nullopt);
  EXPECT_EQ(next(1).page_to_read, 1U);
  EXPECT_TRUE(desk_.put(1, ""));
  EXPECT_EQ(next(2).page_to_read, 2U);
  EXPECT_TRUE(store_.texts.empty());
}

TEST_F(PageDeskTest, KeepsNoHalfReadPage) {
  ASSERT_TRUE(desk_.announce({1}));
  EXPECT_EQ(next(1).page_to_read, 1U);
  EXPECT_TRUE(desk_.put(1, text_of(1, true)));
  EXPECT_TRUE(store_.texts.empty());
}

TEST_F(PageDeskTest, DoesNotWaitBeyondTheDeadline) {
  ASSERT_TRUE(desk_.announce({1}));
  EXPECT_EQ(desk_.claim(), 1U);
  const auto turn = desk_.next(1, std::chrono::steady_clock::now() - 1ms);
  ASSERT_FALSE(turn);
  EXPECT_EQ(turn.error().reason, "timeout");
}

TEST_F(PageDeskTest, HandsNothingOutOnceItIsClosedOrFarAhead) {
  std::vector<std::uint32_t> pages(200);
  for (std::uint32_t i = 0; i < pages.size(); ++i) pages[i] = i + 1;
  ASSERT_TRUE(desk_.announce(pages));
  std::size_t claimed = 0;
  while (desk_.claim()) ++claimed;
  EXPECT_LT(claimed, 64U) << "what is read ahead is held in memory";
  EXPECT_GT(claimed, 8U);
  desk_.close();
  EXPECT_EQ(desk_.claim(), std::nullopt);
}

TEST_F(PageDeskTest, RefusesWhatNoHonestWorkerSays) {
  ASSERT_TRUE(desk_.announce({1, 2}));
  EXPECT_FALSE(desk_.announce({3}));
  EXPECT_FALSE(desk_.next(3, no_deadline));
  EXPECT_FALSE(desk_.put(1, text_of(1))) << "not asked for";
  EXPECT_EQ(next(1).page_to_read, 1U);
  EXPECT_FALSE(desk_.put(2, text_of(2)));
  EXPECT_FALSE(desk_.put(1, "nonsense"));
  PageDesk small({.pages = 1}, nullptr, {});
  EXPECT_EQ(small.announce({1, 2}).error().reason, "pages");
}

}  // namespace
}  // namespace edify::parse
