#include "catalog/shares_contract.h"

namespace edify::catalog {
namespace {

TEST_P(SharesContract, MakesOneLinkForAMessage) {
  const Share first{"s1", "asha", "c1", "m1", at(10)};
  EXPECT_EQ(all_->create(first).value(), first);
  EXPECT_EQ(all_->create({"s2", "asha", "c1", "m1", at(20)}).value(), first);
  EXPECT_EQ(all_->find("s1").value(), first);
  EXPECT_FALSE(all_->find("s2").value());
}

TEST_P(SharesContract, IsTakenBackByItsUserAlone) {
  ASSERT_TRUE(all_->create({"s1", "asha", "c1", "m1", at(10)}));
  EXPECT_FALSE(all_->remove("ravi", "s1").value());
  EXPECT_TRUE(all_->remove("asha", "s1").value());
  EXPECT_FALSE(all_->remove("asha", "s1").value());
  EXPECT_FALSE(all_->find("s1").value());
}

TEST_P(SharesContract, ErasesAUserAndForgetsWhatIsOld) {
  ASSERT_TRUE(all_->create({"s1", "asha", "c1", "m1", at(10)}));
  ASSERT_TRUE(all_->create({"s2", "ravi", "c2", "m2", at(10)}));
  ASSERT_TRUE(all_->create({"s3", "ravi", "c2", "m3", at(20)}));
  EXPECT_EQ(all_->erase_user("asha").value(), 1U);
  EXPECT_FALSE(all_->find("s1").value());
  EXPECT_EQ(all_->forget_before(at(20)).value(), 1U);
  EXPECT_FALSE(all_->find("s2").value());
  EXPECT_TRUE(all_->find("s3").value());
}

}  // namespace
}  // namespace edify::catalog
