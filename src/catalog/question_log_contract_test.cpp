#include "catalog/question_log_contract.h"

namespace edify::catalog {
namespace {

TEST_P(QuestionLogContract, ShowsAQuestionOnlyWhereSeveralPeopleAskedIt) {
  ASSERT_TRUE(
      log_->add({asked("a", "What is light?"), asked("b", "what is  LIGHT?"), asked("c", "What is light?"),
                 asked("a", "my secret"), asked("a", "my secret"), asked("a", "my secret"), asked("b", "rare")}));
  EXPECT_THAT(texts(QuestionKind::popular, 3), testing::ElementsAre("what is light?"));
  EXPECT_THAT(texts(QuestionKind::popular, 1), testing::ElementsAre("my secret", "what is light?", "rare"));
}

TEST_P(QuestionLogContract, TellsTheUnansweredOnesApart) {
  ASSERT_TRUE(log_->add({asked("a", "q1", false), asked("b", "q1"), asked("c", "q2"), asked("d", "", false)}));
  EXPECT_THAT(texts(QuestionKind::unanswered, 1), testing::ElementsAre("q1"));
  const auto counts = log_->questions(QuestionKind::unanswered, at(0), 1, 10).value();
  EXPECT_EQ(counts.at(0), (QuestionCount{"q1", 2, 1, at(100)}));
}

TEST_P(QuestionLogContract, AddsUpByRoleAndByDay) {
  ASSERT_TRUE(log_->add({asked("a", "q", false, 10), asked("a", "q", true, 20), asked("b", "q", true, 90'000)}));
  EXPECT_THAT(log_->usage(at(0)).value(), testing::ElementsAre(Usage{"student", 2, 3, 1}));
  EXPECT_THAT(log_->usage(at(50)).value(), testing::ElementsAre(Usage{"student", 1, 1, 0}));
  EXPECT_THAT(log_->days(at(0)).value(),
              testing::ElementsAre(DayOfQuestions{at(0), 1, 2, 1, 10}, DayOfQuestions{at(86'400), 1, 1, 0, 10}));
}

TEST_P(QuestionLogContract, AddsUpByWhatWasAskedAbout) {
  const CurriculumLine science{"grade5", "Science", "2025-2026"};
  const CurriculumLine art{"grade5", "Art", ""};
  auto about = [](AskedQuestion question, const CurriculumLine& topic) {
    question.topic = topic;
    return question;
  };
  ASSERT_TRUE(log_->add({about(asked("a", "", false, 10), science), about(asked("a", "", true, 20), science),
                         about(asked("b", "", false, 20), art), asked("b", "of nothing that is taught")}));
  EXPECT_THAT(log_->topics(at(0)).value(), testing::ElementsAre(TopicCount{art, 1, 1}, TopicCount{science, 2, 1}));
  EXPECT_THAT(log_->topics(at(15)).value(), testing::ElementsAre(TopicCount{art, 1, 1}, TopicCount{science, 1, 0}));
}

TEST_P(QuestionLogContract, ErasesAUserAndForgetsWhatIsOld) {
  ASSERT_TRUE(log_->add({asked("a", "q", true, 10), asked("b", "q", true, 10), asked("b", "q", true, 20)}));
  EXPECT_EQ(log_->erase_user("a").value(), 1U);
  EXPECT_EQ(log_->forget_before(at(20)).value(), 1U);
  EXPECT_THAT(log_->usage(at(0)).value(), testing::ElementsAre(Usage{"student", 1, 1, 0}));
}

}  // namespace
}  // namespace edify::catalog
