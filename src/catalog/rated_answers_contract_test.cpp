#include "catalog/rated_answers_contract.h"

namespace edify::catalog {
namespace {

TEST_P(RatedAnswersContract, TellsWhatWasAskedAndAnsweredAndHowItWasFound) {
  ask("asha", "c1", "m1", "What is light?");
  ask("asha", "c1", "m2", "And sound?");
  ask("ravi", "c2", "m3", "nobody rates this");
  ASSERT_TRUE(parts_.feedback->rate("asha", {.message_id = "m1", .role = "student", .time = at(20)}));
  ASSERT_TRUE(parts_.feedback->rate(
      "asha",
      {.message_id = "m2", .is_good = false, .reasons = {"wrong", "incomplete"}, .role = "student", .time = at(30)}));
  const auto page = parts_.rated->page(at(0), {}, 10).value();
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].question, "What is light?");
  EXPECT_TRUE(page[0].is_good);
  EXPECT_FALSE(page[0].is_follow_up);
  EXPECT_EQ(page[0].role, "student");
  EXPECT_EQ(page[0].outcome, "{}");
  ASSERT_EQ(page[0].sources.size(), 1U);
  EXPECT_EQ(page[0].sources[0].document_id, "d");
  EXPECT_EQ(page[1].question, "And sound?");
  EXPECT_FALSE(page[1].is_good);
  EXPECT_TRUE(page[1].is_follow_up);
  EXPECT_THAT(page[1].reasons, testing::ElementsAre("wrong", "incomplete"));
}

TEST_P(RatedAnswersContract, GivesPagesAndWhatIsNotTooOldAndStillThere) {
  for (const std::string id : {"m1", "m2", "m3", "m4"}) {
    ask("asha", "c" + id, id, "q");
    ASSERT_TRUE(parts_.feedback->rate("asha", {.message_id = id, .time = at(id == "m1" ? 10 : 20)}));
  }
  EXPECT_THAT(ids(at(20)), testing::ElementsAre("m2", "m3", "m4"));
  EXPECT_THAT(ids(at(0), "m2"), testing::ElementsAre("m3", "m4"));
  EXPECT_THAT(ids(at(0), {}, 2), testing::ElementsAre("m1", "m2"));
  ASSERT_TRUE(parts_.conversations->remove("asha", "cm3"));
  EXPECT_THAT(ids(at(20)), testing::ElementsAre("m2", "m4"));
}

}  // namespace
}  // namespace edify::catalog
