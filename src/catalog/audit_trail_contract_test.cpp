#include "catalog/audit_trail_contract.h"

namespace edify::catalog {
namespace {

TEST_P(AuditTrailContract, IsWholeWhileItIsEmpty) {
  expect_whole(0);
  EXPECT_EQ(trail_->head().value().sequence, 0U);
}

TEST_P(AuditTrailContract, GivesBackWhatWasAppendedButForWhoAsked) {
  append({entry("asha", at(1000))});
  const auto row = rows().at(0);
  EXPECT_EQ(row.sequence, 1U);
  EXPECT_EQ(row.facts.time, at(1000));
  EXPECT_EQ(row.facts.acting_key, "portal");
  EXPECT_EQ(row.facts.role, "student");
  EXPECT_EQ(row.facts.scope, "kb:grade5");
  EXPECT_EQ(row.facts.route, "POST /query");
  EXPECT_EQ(row.facts.status, 200U);
  EXPECT_EQ(row.facts.decision, "allowed");
  EXPECT_EQ(row.facts.document_ids, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(row.facts.policy_version, "7");
  EXPECT_EQ(row.facts.request_id, "r-1");
  EXPECT_EQ(row.who.size(), 32U);
  EXPECT_EQ(row.question, "");
  EXPECT_EQ(row.question_digest, "");
}

TEST_P(AuditTrailContract, ChainsRowsOverBatches) {
  append({entry("asha"), entry("ravi")});
  append({entry("asha")});
  const auto all = rows();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].previous, first_previous());
  EXPECT_EQ(all[1].previous, all[0].hash);
  EXPECT_EQ(all[2].previous, all[1].hash);
  EXPECT_EQ(all[2].hash, hash_of(all[2]));
  EXPECT_EQ(trail_->head().value().hash, all[2].hash);
  expect_whole(3);
}

TEST_P(AuditTrailContract, GivesAUserOnePseudonymAndOthersAnother) {
  append({entry("asha"), entry("ravi"), entry("asha")});
  const auto all = rows();
  EXPECT_EQ(all[0].who, all[2].who);
  EXPECT_NE(all[0].who, all[1].who);
}

TEST_P(AuditTrailContract, CallsTheProgramItselfNobody) {
  append({entry("")});
  EXPECT_EQ(rows().at(0).who, "");
}

TEST_P(AuditTrailContract, ListsATime) {
  append({entry("a", at(10)), entry("b", at(20)), entry("c", at(30))});
  const auto some = rows({.from = at(20), .to = at(30)});
  ASSERT_EQ(some.size(), 1U);
  EXPECT_EQ(some[0].facts.time, at(20));
}

TEST_P(AuditTrailContract, FindsAnchorsThatAreNotInIt) {
  append({entry("asha"), entry("ravi")});
  const auto head = trail_->head().value();
  const std::vector<AuditHead> good = {head};
  EXPECT_FALSE(trail_->verify(good)->broken);
  const std::vector<AuditHead> other = {{1, head.hash}};
  EXPECT_EQ(trail_->verify(other)->broken->sequence, 1U);
  const std::vector<AuditHead> later = {{3, head.hash}};  // rows were cut off at the end
  EXPECT_EQ(trail_->verify(later)->broken->sequence, 3U);
}

TEST_P(AuditTrailContract, KeepsAQuestionBesideTheChain) {
  append({entry("asha", audit_now(), "What is photosynthesis?")});
  const auto row = rows().at(0);
  EXPECT_EQ(row.question, "What is photosynthesis?");
  EXPECT_FALSE(row.question_digest.empty());
  expect_whole(1);
}

TEST_P(AuditTrailContract, ErasesAUserAndStaysWhole) {
  append({entry("asha", audit_now(), "first"), entry("ravi", audit_now(), "second")});
  const std::string pseudonym = rows()[0].who;
  const auto erasure = trail_->erase_user("asha", "2 conversations").value();
  EXPECT_TRUE(erasure.known);
  EXPECT_EQ(erasure.questions, 1U);

  const auto after = rows();
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after[0].question, "");
  EXPECT_EQ(after[0].question_key, "");
  EXPECT_EQ(after[1].question, "second");
  EXPECT_EQ(after[2].facts.route, "erasure");
  EXPECT_NE(after[2].facts.detail.find(pseudonym), std::string::npos);
  EXPECT_NE(after[2].facts.detail.find("2 conversations"), std::string::npos);
  EXPECT_EQ(after[2].facts.detail.find("asha"), std::string::npos);
  expect_whole(3);

  append({entry("asha")});
  EXPECT_NE(rows()[3].who, pseudonym);
}

TEST_P(AuditTrailContract, SaysSoWhereNothingIsKnownOfAUser) {
  EXPECT_FALSE(trail_->erase_user("nobody", "")->known);
  EXPECT_EQ(rows().at(0).facts.route, "erasure");
}

TEST_P(AuditTrailContract, LetsOldRowsGoAndStaysWhole) {
  append({entry("a", at(10), "old"), entry("b", at(20)), entry("c", at(30), "young"), entry("d", at(40))});
  const auto expiry = trail_->expire(at(30), at(5)).value();
  EXPECT_EQ(expiry.rows, 2U);
  EXPECT_EQ(expiry.questions, 1U);
  const auto left = rows();
  ASSERT_EQ(left.size(), 3U);
  EXPECT_EQ(left[0].sequence, 3U);
  EXPECT_EQ(left[0].question, "young");
  EXPECT_EQ(left[2].facts.route, "retention");
  expect_whole(3);
  append({entry("e")});
  expect_whole(4);
}

TEST_P(AuditTrailContract, NeverLetsTheNewestRowGo) {
  append({entry("a", at(10)), entry("b", at(20))});
  EXPECT_EQ(trail_->expire(AuditTime::max(), AuditTime::max())->rows, 1U);
  expect_whole(2);
  // What it says of the removal may go when a later one says where the chain starts.
  EXPECT_EQ(trail_->expire(AuditTime::max(), AuditTime::max())->rows, 1U);
  expect_whole(2);
}

TEST_P(AuditTrailContract, LetsOldQuestionsGoAndKeepsTheirRows) {
  append({entry("a", at(10), "old"), entry("b", at(20), "young")});
  EXPECT_EQ(trail_->expire(at(0), at(15))->questions, 1U);
  const auto left = rows();
  EXPECT_EQ(left[0].question, "");
  EXPECT_EQ(left[1].question, "young");
  expect_whole(2);
}

}  // namespace
}  // namespace edify::catalog
