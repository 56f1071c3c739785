#include "catalog/conversations_contract.h"

namespace edify::catalog {
namespace {

TEST_P(ConversationsContract, GivesBackAConversationAsItWasAppended) {
  ASSERT_TRUE(all_->append("asha", "c1", "How do plants eat?", {question("m1", "How do plants eat?"), answer("m2")}));
  ASSERT_TRUE(all_->append("asha", "c1", "another title", {question("m3", "Why?", 200)}));
  const auto found = all_->find("asha", "c1").value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->summary, (ConversationSummary{"c1", "How do plants eat?", at(100), at(200), 3}));
  EXPECT_THAT(found->messages,
              testing::ElementsAre(question("m1", "How do plants eat?"), answer("m2"), question("m3", "Why?", 200)));
  EXPECT_EQ(all_->conversation_of("asha", "m2").value(), "c1");
}

TEST_P(ConversationsContract, ShowsNobodyAnothersConversation) {
  ASSERT_TRUE(all_->append("asha", "c1", "mine", {question("m1", "mine")}));
  EXPECT_FALSE(all_->find("ravi", "c1").value().has_value());
  EXPECT_FALSE(all_->conversation_of("ravi", "m1").value().has_value());
  EXPECT_TRUE(ids("ravi").empty());
  EXPECT_FALSE(all_->rename("ravi", "c1", "stolen").value());
  EXPECT_FALSE(all_->remove("ravi", "c1").value());
  EXPECT_EQ(all_->append("ravi", "c1", "stolen", {question("m9", "stolen")}).error().code, ErrorCode::conflict);
  EXPECT_EQ(all_->erase_user("ravi").value(), 0U);
  EXPECT_EQ(all_->find("asha", "c1").value()->summary.title, "mine");
  EXPECT_EQ(all_->find("asha", "c1").value()->messages.size(), 1U);
}

TEST_P(ConversationsContract, AddsAllMessagesOrNone) {
  ASSERT_TRUE(all_->append("asha", "c1", "t", {question("m1", "one")}));
  EXPECT_EQ(all_->append("asha", "c1", "t", {question("m2", "two"), question("m1", "again")}).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(all_->find("asha", "c1").value()->messages.size(), 1U);
}

TEST_P(ConversationsContract, ListsTheOneThatChangedLastFirstPageByPage) {
  ASSERT_TRUE(all_->append("asha", "c1", "one", {question("m1", "one", 10)}));
  ASSERT_TRUE(all_->append("asha", "c2", "two", {question("m2", "two", 20)}));
  ASSERT_TRUE(all_->append("asha", "c3", "three", {question("m3", "three", 20)}));
  ASSERT_TRUE(all_->append("asha", "c1", "one", {question("m4", "more", 30)}));
  EXPECT_THAT(ids("asha"), testing::ElementsAre("c1", "c3", "c2"));
  EXPECT_THAT(ids("asha", {.limit = 1}), testing::ElementsAre("c1"));
  EXPECT_THAT(ids("asha", {.limit = 1, .before = "c1"}), testing::ElementsAre("c3"));
  EXPECT_THAT(ids("asha", {.limit = 9, .before = "c3"}), testing::ElementsAre("c2"));
  EXPECT_TRUE(ids("asha", {.before = "unknown"}).empty());
}

TEST_P(ConversationsContract, SearchesTitlesAndMessagesLiterally) {
  ASSERT_TRUE(all_->append("asha", "c1", "Plants", {question("m1", "How do LEAVES work?", 10)}));
  ASSERT_TRUE(all_->append("asha", "c2", "100% of fractions", {question("m2", "भिन्न क्या है?", 20)}));
  EXPECT_THAT(ids("asha", {.text = "plant"}), testing::ElementsAre("c1"));
  EXPECT_THAT(ids("asha", {.text = "leaves"}), testing::ElementsAre("c1"));
  EXPECT_THAT(ids("asha", {.text = "भिन्न"}), testing::ElementsAre("c2"));
  EXPECT_THAT(ids("asha", {.text = "0%"}), testing::ElementsAre("c2"));
  EXPECT_TRUE(ids("asha", {.text = "_lants"}).empty());
  EXPECT_TRUE(ids("asha", {.text = "100_"}).empty());
}

TEST_P(ConversationsContract, RenamesAndRemoves) {
  ASSERT_TRUE(all_->append("asha", "c1", "one", {question("m1", "one")}));
  EXPECT_TRUE(all_->rename("asha", "c1", "better").value());
  EXPECT_EQ(all_->find("asha", "c1").value()->summary.title, "better");
  EXPECT_TRUE(all_->remove("asha", "c1").value());
  EXPECT_FALSE(all_->remove("asha", "c1").value());
  EXPECT_FALSE(all_->find("asha", "c1").value().has_value());
  EXPECT_FALSE(all_->conversation_of("asha", "m1").value().has_value());
}

TEST_P(ConversationsContract, ErasesAUserAndForgetsWhatIsOld) {
  ASSERT_TRUE(all_->append("asha", "c1", "one", {question("m1", "one", 10)}));
  ASSERT_TRUE(all_->append("asha", "c2", "two", {question("m2", "two", 20)}));
  ASSERT_TRUE(all_->append("ravi", "c3", "three", {question("m3", "three", 10)}));
  ASSERT_TRUE(all_->append("ravi", "c4", "four", {question("m4", "four", 30)}));
  EXPECT_EQ(all_->erase_user("asha").value(), 2U);
  EXPECT_TRUE(ids("asha").empty());
  EXPECT_EQ(all_->forget_before(at(30)).value(), 1U);
  EXPECT_THAT(ids("ravi"), testing::ElementsAre("c4"));
}

}  // namespace
}  // namespace edify::catalog
