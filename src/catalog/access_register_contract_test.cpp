#include "catalog/access_register_contract.h"

namespace edify::catalog {
namespace {

TEST_P(AccessRegisterContract, GivesBackAKeyAsItWasAdded) {
  ApiKey added = key("k1");
  added.role = Role::teacher;
  added.grades = {"grade1", "grade10"};
  added.all_grades = true;
  added.routes = {"query", "me"};
  added.requests_a_minute = 4'000'000'000;
  added.may_act_for_users = true;
  ASSERT_TRUE(register_->add_key(added));
  const auto keys = register_->keys().value();
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id, added.id);
  EXPECT_EQ(keys[0].name, added.name);
  EXPECT_EQ(keys[0].secret_hash, added.secret_hash);
  EXPECT_EQ(keys[0].role, added.role);
  EXPECT_EQ(keys[0].grades, added.grades);
  EXPECT_TRUE(keys[0].all_grades);
  EXPECT_EQ(keys[0].routes, added.routes);
  EXPECT_EQ(keys[0].requests_a_minute, added.requests_a_minute);
  EXPECT_TRUE(keys[0].may_act_for_users);
  EXPECT_EQ(keys[0].created, added.created);
  EXPECT_EQ(keys[0].expires, added.expires);
  EXPECT_EQ(keys[0].revoked, at(0));
  EXPECT_EQ(keys[0].last_used, at(0));
}

TEST_P(AccessRegisterContract, RefusesAnIdOrASecretThatIsThere) {
  ASSERT_TRUE(register_->add_key(key("k1")));
  EXPECT_EQ(register_->add_key(key("k1")).error().code, ErrorCode::conflict);
  ApiKey same_secret = key("k2");
  same_secret.secret_hash = key("k1").secret_hash;
  EXPECT_EQ(register_->add_key(same_secret).error().code, ErrorCode::conflict);
  EXPECT_EQ(register_->keys()->size(), 1U);
}

TEST_P(AccessRegisterContract, RevokesAKeyOnceAndKeepsItInTheList) {
  ASSERT_TRUE(register_->add_key(key("k1")));
  EXPECT_TRUE(register_->revoke_key("k1", at(500)).value());
  EXPECT_FALSE(register_->revoke_key("k1", at(600)).value());
  EXPECT_FALSE(register_->revoke_key("k2", at(600)).value());
  EXPECT_EQ(register_->keys()->at(0).revoked, at(500));
}

TEST_P(AccessRegisterContract, NotesUsesAndNeverGoesBack) {
  ASSERT_TRUE(register_->add_key(key("k1")));
  EXPECT_FALSE(moves([&] { ASSERT_TRUE(register_->note_uses({{"k1", at(700)}, {"unknown", at(700)}})); }));
  ASSERT_TRUE(register_->note_uses({{"k1", at(300)}}));
  EXPECT_EQ(register_->keys()->at(0).last_used, at(700));
}

TEST_P(AccessRegisterContract, DeniesAndAllowsUsers) {
  ASSERT_TRUE(register_->deny({"b", "left the school", at(5)}));
  ASSERT_TRUE(register_->deny({"a", "", at(6)}));
  ASSERT_TRUE(register_->deny({"b", "asked twice", at(7)}));
  const auto denied = register_->denials().value();
  ASSERT_EQ(denied.size(), 2U);
  EXPECT_EQ(denied[0].user, "a");
  EXPECT_EQ(denied[1].user, "b");
  EXPECT_EQ(denied[1].reason, "asked twice");
  EXPECT_EQ(denied[1].since, at(7));
  EXPECT_TRUE(register_->allow("b").value());
  EXPECT_FALSE(register_->allow("b").value());
  EXPECT_EQ(register_->denials()->size(), 1U);
}

TEST_P(AccessRegisterContract, ForgetsEndedSessionsWhoseTimeIsPast) {
  ASSERT_TRUE(register_->end_session("s1", at(100), at(50)));
  ASSERT_TRUE(register_->end_session("s2", at(200), at(60)));
  EXPECT_EQ(register_->ended_sessions().value(), (std::set<std::string>{"s1", "s2"}));
  ASSERT_TRUE(register_->end_session("s3", at(300), at(150)));
  EXPECT_EQ(register_->ended_sessions().value(), (std::set<std::string>{"s2", "s3"}));
}

TEST_P(AccessRegisterContract, MovesItsGenerationWithEveryChangeAndNoOther) {
  EXPECT_TRUE(moves([&] { ASSERT_TRUE(register_->add_key(key("k1"))); }));
  EXPECT_FALSE(moves([&] { EXPECT_FALSE(register_->add_key(key("k1"))); }));
  EXPECT_TRUE(moves([&] { ASSERT_TRUE(register_->revoke_key("k1", at(1))); }));
  EXPECT_FALSE(moves([&] { ASSERT_TRUE(register_->revoke_key("k1", at(1))); }));
  EXPECT_TRUE(moves([&] { ASSERT_TRUE(register_->deny({"a", "", at(1)})); }));
  EXPECT_TRUE(moves([&] { ASSERT_TRUE(register_->allow("a")); }));
  EXPECT_FALSE(moves([&] { ASSERT_TRUE(register_->allow("a")); }));
  EXPECT_TRUE(moves([&] { ASSERT_TRUE(register_->end_session("s", at(9), at(1))); }));
  EXPECT_FALSE(moves([&] { ASSERT_TRUE(register_->keys()); }));
}

}  // namespace
}  // namespace edify::catalog
