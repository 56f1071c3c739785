#include "catalog/feedback_contract.h"

namespace edify::catalog {
namespace {

TEST_P(FeedbackContract, KeepsTheLastRatingOfEachUser) {
  const Rating bad{"m1", false, {"wrong", "incomplete"}, "Seite 3 ist älter", "teacher", at(10)};
  ASSERT_TRUE(all_->rate("asha", {.message_id = "m1", .time = at(5)}));
  ASSERT_TRUE(all_->rate("asha", bad));
  ASSERT_TRUE(all_->rate("ravi", {.message_id = "m1", .time = at(6)}));
  EXPECT_EQ(all_->rating_of("asha", "m1").value(), bad);
  EXPECT_FALSE(all_->rating_of("asha", "m2").value().has_value());
  EXPECT_THAT(all_->newest(1).value(), testing::ElementsAre(bad));
  EXPECT_EQ(all_->newest(9).value().size(), 2U);
}

TEST_P(FeedbackContract, AddsUpWhatCameSince) {
  ASSERT_TRUE(all_->rate("asha", {"m1", false, {"wrong"}, "", "student", at(10)}));
  ASSERT_TRUE(all_->rate("asha", {"m2", false, {"wrong", "other"}, "", "student", at(20)}));
  ASSERT_TRUE(all_->rate("asha", {.message_id = "m3", .time = at(20)}));
  ASSERT_TRUE(all_->answer_survey("asha", {.score = 4, .time = at(20)}));
  ASSERT_TRUE(all_->answer_survey("ravi", {.score = 5, .time = at(21)}));
  ASSERT_TRUE(all_->answer_survey("ravi", {.score = 1, .time = at(9)}));
  const auto figures = all_->figures(at(15)).value();
  EXPECT_EQ(figures.good, 1U);
  EXPECT_EQ(figures.bad, 1U);
  EXPECT_THAT(figures.reasons, testing::ElementsAre(testing::Pair("other", 1U), testing::Pair("wrong", 1U)));
  EXPECT_EQ(figures.survey_answers, 2U);
  EXPECT_DOUBLE_EQ(figures.mean_score, 4.5);
  EXPECT_DOUBLE_EQ(all_->figures(at(100)).value().mean_score, 0);
}

TEST_P(FeedbackContract, ErasesAUserAndForgetsWhatIsOld) {
  ASSERT_TRUE(all_->rate("asha", {.message_id = "m1", .time = at(10)}));
  ASSERT_TRUE(all_->answer_survey("asha", {.score = 4, .time = at(10)}));
  ASSERT_TRUE(all_->rate("ravi", {.message_id = "m1", .time = at(10)}));
  ASSERT_TRUE(all_->rate("ravi", {.message_id = "m2", .time = at(20)}));
  EXPECT_EQ(all_->erase_user("asha").value(), 2U);
  EXPECT_FALSE(all_->rating_of("asha", "m1").value().has_value());
  EXPECT_EQ(all_->forget_before(at(20)).value(), 1U);
  EXPECT_EQ(all_->newest(9).value().size(), 1U);
}

}  // namespace
}  // namespace edify::catalog
