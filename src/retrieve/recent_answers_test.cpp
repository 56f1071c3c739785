#include "retrieve/recent_answers.h"

#include <gtest/gtest.h>

namespace edify::retrieve {
namespace {

using std::chrono::seconds;
const auto start = RecentAnswers::Clock::time_point(std::chrono::hours(1));

std::vector<Hit> answer_of(PointKey key) {
  Hit hit;
  hit.key = key;
  return {hit};
}

TEST(RecentAnswers, KeepsAnAnswerWhileItIsFresh) {
  const auto recent = std::make_unique<RecentAnswers>(seconds(60));
  recent->keep("scope and question", answer_of(7), start);
  const auto found = recent->find("scope and question", start + seconds(59));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hits->at(0).key, PointKey{7});
  EXPECT_EQ(found->age, seconds(59));
  EXPECT_FALSE(recent->find("scope and question", start + seconds(61)));
}

TEST(RecentAnswers, GivesNobodyTheAnswerOfAnotherKey) {
  const auto recent = std::make_unique<RecentAnswers>(seconds(60));
  for (PointKey i = 1; i <= 5000; ++i) recent->keep("key " + std::to_string(i), answer_of(i), start);
  int kept = 0;
  for (PointKey i = 1; i <= 5000; ++i) {
    const auto found = recent->find("key " + std::to_string(i), start);
    if (!found) continue;
    ++kept;
    EXPECT_EQ(found->hits->at(0).key, i);
  }
  EXPECT_GT(kept, 100);
  EXPECT_LE(kept, 512);
}

}  // namespace
}  // namespace edify::retrieve
