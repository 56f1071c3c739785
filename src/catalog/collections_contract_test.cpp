#include "catalog/collections_contract.h"

namespace edify::catalog {
namespace {

TEST_P(CollectionsContract, KeepsItemsInTheOrderTheyWereAdded) {
  const auto made = all_->create("asha", "Plants", at(10)).value();
  const CollectionItem answer{.id = "i2", .message_id = "m1", .added = at(11)};
  const CollectionItem passage{.id = "i1", .message_id = {}, .document_id = "d1", .chunk_index = 7, .added = at(12)};
  EXPECT_TRUE(all_->add("asha", made.id, answer).value());
  EXPECT_TRUE(all_->add("asha", made.id, passage).value());
  const auto found = all_->find("asha", made.id).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->summary, (CollectionSummary{made.id, "Plants", at(10), 2}));
  EXPECT_THAT(found->items, testing::ElementsAre(answer, passage));
  EXPECT_TRUE(all_->take_out("asha", made.id, "i2").value());
  EXPECT_FALSE(all_->take_out("asha", made.id, "i2").value());
  EXPECT_THAT(all_->find("asha", made.id).value()->items, testing::ElementsAre(passage));
}

TEST_P(CollectionsContract, ListsByTitleAndRenames) {
  const auto second = all_->create("asha", "b", at(1)).value();
  const auto first = all_->create("asha", "a", at(2)).value();
  EXPECT_THAT(all_->list("asha").value(), testing::ElementsAre(first, second));
  EXPECT_TRUE(all_->rename("asha", first.id, "c").value());
  EXPECT_EQ(all_->list("asha").value().back().title, "c");
  EXPECT_TRUE(all_->remove("asha", first.id).value());
  EXPECT_FALSE(all_->remove("asha", first.id).value());
  EXPECT_THAT(all_->list("asha").value(), testing::ElementsAre(second));
}

TEST_P(CollectionsContract, TreatsAnothersAsOneThatIsNotThere) {
  const auto made = all_->create("asha", "Plants", at(1)).value();
  ASSERT_TRUE(all_->add("asha", made.id, {.id = "i1", .message_id = "m1"}).value());
  EXPECT_TRUE(all_->list("ravi").value().empty());
  EXPECT_FALSE(all_->find("ravi", made.id).value());
  EXPECT_FALSE(all_->rename("ravi", made.id, "mine").value());
  EXPECT_FALSE(all_->remove("ravi", made.id).value());
  EXPECT_FALSE(all_->add("ravi", made.id, {.id = "i2", .message_id = "m2"}).value());
  EXPECT_FALSE(all_->take_out("ravi", made.id, "i1").value());
  EXPECT_EQ(all_->find("asha", made.id).value()->items.size(), 1U);
}

TEST_P(CollectionsContract, HoldsNoMoreThanItsLimits) {
  const auto made = all_->create("asha", "full", at(1)).value();
  for (std::uint64_t i = 0; i < Collections::most_items; ++i) {
    ASSERT_TRUE(all_->add("asha", made.id, {.id = "i" + std::to_string(i), .message_id = "m"}).value());
  }
  EXPECT_EQ(all_->add("asha", made.id, {.id = "more", .message_id = "m"}).error().reason, "too_many");
  for (std::uint64_t i = 1; i < Collections::most_of_user; ++i) ASSERT_TRUE(all_->create("asha", "one more", at(1)));
  EXPECT_EQ(all_->create("asha", "too many", at(1)).error().reason, "too_many");
  EXPECT_TRUE(all_->create("ravi", "one", at(1)));
}

TEST_P(CollectionsContract, ErasesAUser) {
  const auto made = all_->create("asha", "Plants", at(1)).value();
  ASSERT_TRUE(all_->add("asha", made.id, {.id = "i1", .message_id = "m1"}).value());
  ASSERT_TRUE(all_->create("ravi", "Metals", at(1)));
  EXPECT_EQ(all_->erase_user("asha").value(), 1U);
  EXPECT_TRUE(all_->list("asha").value().empty());
  EXPECT_EQ(all_->list("ravi").value().size(), 1U);
}

}  // namespace
}  // namespace edify::catalog
