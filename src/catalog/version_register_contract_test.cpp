#include "catalog/version_register_contract.h"

namespace edify::catalog {
namespace {

TEST_P(VersionRegisterContract, IsEmptyAtFirst) {
  EXPECT_TRUE(find(grade5_file).empty());
  EXPECT_TRUE(register_->find({})->empty());
  EXPECT_TRUE(register_->find_numbers({})->empty());
  EXPECT_TRUE(pending().empty());
  EXPECT_EQ(register_->count()->documents, 0U);
  EXPECT_EQ(register_->count()->chunks, 0U);
}

TEST_P(VersionRegisterContract, GivesAVersionOneNumberAndNoOtherTheSame) {
  const auto id = document_id(grade5_file);
  const auto first = register_->begin(id, "v1").value();
  EXPECT_GE(first.number, 1U);
  EXPECT_FALSE(first.is_published);
  EXPECT_EQ(register_->begin(id, "v1")->number, first.number);
  EXPECT_GT(register_->begin(id, "v2")->number, first.number);
  EXPECT_GT(register_->begin(document_id(policy_file), "v1")->number, first.number);
  EXPECT_TRUE(find(grade5_file).empty());
}

TEST_P(VersionRegisterContract, NeverGivesANumberTwice) {
  const auto id = document_id(grade5_file);
  const auto begun = register_->begin(id, "v1")->number;
  ASSERT_TRUE(register_->discard(id));
  const auto again = register_->begin(id, "v1")->number;
  EXPECT_GT(again, begun);
  ASSERT_TRUE(register_->publish(document(grade5_file), again, 1));
  ASSERT_TRUE(register_->remove(id));
  EXPECT_GT(register_->begin(id, "v1")->number, again);
}

TEST_P(VersionRegisterContract, GivesBackARecordAsItWasPublished) {
  const auto number = register_->begin(document_id(policy_file), "v1")->number;
  const auto expected = document(policy_file);
  ASSERT_TRUE(register_->publish(expected, number, 7));
  const auto found = find(policy_file);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].number, number);
  EXPECT_EQ(found[0].version, "v1");
  EXPECT_EQ(found[0].chunks, 7U);
  const auto& record = found[0].document;
  EXPECT_EQ(record.id, expected.id);
  EXPECT_EQ(record.path, expected.path);
  EXPECT_EQ(record.placement, expected.placement);
  EXPECT_EQ(record.size, expected.size);
  EXPECT_EQ(record.content_type, expected.content_type);
  EXPECT_EQ(record.last_modified, expected.last_modified);
  EXPECT_EQ(record.content_hash, expected.content_hash);
  EXPECT_EQ(record.title, expected.title);
  EXPECT_EQ(record.page_count, expected.page_count);
  const auto by_number = register_->find_numbers(std::vector<std::uint64_t>{number, number, 999'999}).value();
  ASSERT_EQ(by_number.size(), 1U);
  EXPECT_EQ(by_number[0].document.id, expected.id);
  EXPECT_TRUE(register_->begin(expected.id, "v1")->is_published);
  EXPECT_EQ(register_->begin(expected.id, "v1")->number, number);
}

TEST_P(VersionRegisterContract, ReplacesAVersionAndForgetsTheOthers) {
  publish(grade5_file, "v1", 5);
  const auto old_number = find(grade5_file)[0].number;
  const auto abandoned = register_->begin(document_id(grade5_file), "v2")->number;
  publish(grade5_file, "v3", 2);
  EXPECT_EQ(find(grade5_file)[0].version, "v3");
  EXPECT_TRUE(register_->find_numbers(std::vector{old_number, abandoned})->empty());
  EXPECT_EQ(register_->count()->documents, 1U);
  EXPECT_EQ(register_->count()->chunks, 2U);
  const auto late = register_->publish(document(grade5_file), abandoned, 1);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::conflict);
  EXPECT_EQ(late.error().reason, "version_gone");
}

TEST_P(VersionRegisterContract, PublishesNoNumberOfAnotherDocument) {
  const auto number = register_->begin(document_id(policy_file), "v1")->number;
  EXPECT_EQ(register_->publish(document(grade5_file), number, 1).error().code, ErrorCode::conflict);
}

TEST_P(VersionRegisterContract, PublishingWhatIsCurrentReplacesItsRecordOnly) {
  publish(grade5_file, "v1", 5);
  const auto number = find(grade5_file)[0].number;
  auto changed = document(grade5_file);
  changed.title = "Another";
  ASSERT_TRUE(register_->publish(changed, number, 5));
  EXPECT_EQ(find(grade5_file)[0].number, number);
  EXPECT_EQ(find(grade5_file)[0].document.title, "Another");
}

TEST_P(VersionRegisterContract, UpdatesTheRecordOfWhatIsThere) {
  publish(grade5_file, "v1", 5);
  auto changed = document(grade5_file);
  changed.size = 99;
  changed.placement.partition = {.module = Module::sop, .grade = std::string(general_grade)};
  ASSERT_TRUE(register_->update_record(changed));
  EXPECT_EQ(find(grade5_file)[0].document.size, 99U);
  EXPECT_EQ(find(grade5_file)[0].document.placement.partition.module, Module::sop);
  EXPECT_EQ(find(grade5_file)[0].chunks, 5U);
  EXPECT_EQ(register_->update_record(document(policy_file)).error().code, ErrorCode::not_found);
}

TEST_P(VersionRegisterContract, RemovesOnceAndIsSilentAboutWhatIsNotThere) {
  publish(grade5_file, "v1");
  const auto staged = register_->begin(document_id(grade5_file), "v2")->number;
  const auto row = register_->remove(document_id(grade5_file)).value();
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->number, staged) << "what was begun goes too";
  EXPECT_TRUE(find(grade5_file).empty());
  EXPECT_EQ(register_->count()->documents, 0U);
  EXPECT_FALSE(register_->remove(document_id(grade5_file))->has_value());
  EXPECT_FALSE(register_->remove(document_id(policy_file))->has_value());
}

TEST_P(VersionRegisterContract, DiscardsWhatWasBegunAndKeepsWhatIsCurrent) {
  publish(grade5_file, "v1");
  const auto begun = register_->begin(document_id(grade5_file), "v2")->number;
  const auto row = register_->discard(document_id(grade5_file)).value();
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->number, begun);
  EXPECT_EQ(find(grade5_file)[0].version, "v1");
  EXPECT_FALSE(register_->discard(document_id(grade5_file))->has_value());
  EXPECT_EQ(register_->publish(document(grade5_file), begun, 1).error().code, ErrorCode::conflict);
}

TEST_P(VersionRegisterContract, KeepsARowOfTheOutboxForEachDecisionUntilItIsSettled) {
  const auto first = publish(grade5_file, "v1");
  const auto second = publish(policy_file, "v1");
  const auto third = register_->update_record(document(grade5_file)).value();
  const auto fourth = register_->remove(document_id(policy_file)).value().value();
  EXPECT_LT(first.sequence, second.sequence);
  EXPECT_LT(second.sequence, third.sequence);
  EXPECT_LT(third.sequence, fourth.sequence);
  auto rows = pending();
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].sequence, first.sequence);
  EXPECT_EQ(rows[0].document_id, document_id(grade5_file));
  EXPECT_EQ(rows[0].number, find(grade5_file)[0].number);
  EXPECT_EQ(rows[0].created, first.created);
  EXPECT_EQ(rows[3].document_id, document_id(policy_file));
  ASSERT_TRUE(register_->settle(second.sequence));
  ASSERT_TRUE(register_->settle(second.sequence));
  EXPECT_EQ(pending().size(), 3U);
  EXPECT_EQ(register_->pending(unix_now() + std::chrono::hours(1), 1)->size(), 1U);
  EXPECT_TRUE(register_->pending(unix_now() - std::chrono::hours(1), 100)->empty());
}

TEST_P(VersionRegisterContract, VisitsWhatIsCurrentInTheOrderOfTheIds) {
  publish(grade5_file, "v1");
  publish(policy_file, "v2");
  ASSERT_TRUE(register_->begin(document_id("begun only.txt"), "v1"));
  std::vector<std::string> ids;
  ASSERT_TRUE(register_->each([&](const PublishedVersion& each) {
    ids.push_back(each.document.id);
    return true;
  }));
  std::vector<std::string> expected = {document_id(grade5_file), document_id(policy_file)};
  std::ranges::sort(expected);
  EXPECT_EQ(ids, expected);
  int visited = 0;
  ASSERT_TRUE(register_->each([&](const PublishedVersion&) { return ++visited, false; }));
  EXPECT_EQ(visited, 1);
}

TEST_P(VersionRegisterContract, MovesTheGenerationOfTheScopesThatSeeAChange) {
  OutboxRow row;
  EXPECT_TRUE(moves(Role::student, [&] { row = publish(grade5_file, "v1"); }));
  EXPECT_TRUE(moves(Role::student, [&] { ASSERT_TRUE(register_->settle(row.sequence)); }));
  EXPECT_FALSE(moves(Role::student, [&] { ASSERT_TRUE(register_->settle(row.sequence)); }));
  EXPECT_FALSE(moves(Role::student, [&] { publish(policy_file, "v1"); }));
  EXPECT_FALSE(moves(Role::student, [&] { ASSERT_TRUE(register_->begin(document_id(grade5_file), "v2")); }));
  auto moved = document(grade5_file);
  moved.placement.partition = {.module = Module::sop, .grade = std::string(general_grade)};
  EXPECT_TRUE(moves(Role::student, [&] { ASSERT_TRUE(register_->update_record(moved)); })) << "it lost a document";
  EXPECT_TRUE(moves(Role::admin, [&] { ASSERT_TRUE(register_->remove(moved.id)); }));
  EXPECT_FALSE(moves(Role::student, [&] { ASSERT_TRUE(register_->remove(document_id(policy_file))); }));
}

TEST_P(VersionRegisterContract, CountsTheGenerationOfAScopesGradesAndOfGradeGeneral) {
  const auto generation = [&](const std::set<std::string>& grades) {
    return register_->generation(scope_of(Role::student, grades, false)).value();
  };
  const auto fifth = generation({"grade5"});
  const auto twelfth = generation({"grade12"});
  publish(grade5_file, "v1");
  EXPECT_NE(generation({"grade5"}), fifth);
  EXPECT_EQ(generation({"grade12"}), twelfth);
  publish("Knowledge Bank/kb/2025-2026/calendar.txt", "v1");
  EXPECT_NE(generation({"grade12"}), twelfth);
}

}  // namespace
}  // namespace edify::catalog
