#include "retrieve/fusion.h"

#include <gtest/gtest.h>

namespace edify::retrieve {
namespace {

using Points = std::vector<ScoredPoint>;

TEST(Fusion, SumsWeightedReciprocalRanks) {
  const auto fused = fuse(Points{{1, 0.9F}, {2, 0.8F}}, Points{{2, 12}, {3, 11}}, {0.5, 1});
  ASSERT_EQ(fused.size(), 3U);
  EXPECT_EQ(fused[0].key, 2U);
  EXPECT_DOUBLE_EQ(fused[0].rank_score, 0.5 / 62 + 1.0 / 61);
  EXPECT_EQ(fused[1].key, 3U);
  EXPECT_DOUBLE_EQ(fused[1].rank_score, 1.0 / 62);
  EXPECT_EQ(fused[2].key, 1U);
}

TEST(Fusion, GivesEqualScoresEqualRanks) {
  const auto fused = fuse({}, Points{{5, 12}, {6, 11}, {7, 11}, {8, 10}}, {1, 1});
  ASSERT_EQ(fused.size(), 4U);
  EXPECT_DOUBLE_EQ(fused[1].rank_score, 1.0 / 62);
  EXPECT_DOUBLE_EQ(fused[2].rank_score, 1.0 / 62);
  EXPECT_DOUBLE_EQ(fused[3].rank_score, 1.0 / 64);
}

TEST(Fusion, LeavesTheMembersOfAListOfWeightZeroOut) {
  const auto fused = fuse(Points{{1, 0.9F}}, Points{{2, 12}}, {0, 1});
  ASSERT_EQ(fused.size(), 1U);
  EXPECT_EQ(fused[0].key, 2U);
}

TEST(Fusion, BreaksTiesByKeySoThatAnAnswerIsTheSameEachTime) {
  const auto fused = fuse(Points{{9, 0.9F}}, Points{{4, 12}}, {1, 1});
  ASSERT_EQ(fused.size(), 2U);
  EXPECT_EQ(fused[0].key, 4U);
}

TEST(Fusion, AsksOnlyTheLexicalListWhereTheModelCannotReadTheLanguage) {
  for (const auto* language : {"hi", "ar", "es", "zh", "fr"})
    EXPECT_EQ(weights_for_language(language).dense, 0) << language;
  for (const auto* language : {"en", ""}) EXPECT_GT(weights_for_language(language).dense, 0) << language;
}

}  // namespace
}  // namespace edify::retrieve
