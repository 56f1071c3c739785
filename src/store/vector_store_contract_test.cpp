#include "store/vector_store_contract.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "store/document_list.h"

namespace edify::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr auto grade5_file = "Knowledge Bank/kb/2025-2026/grade5/plants.txt";
constexpr auto grade12_file = "Knowledge Bank/kb/2025-2026/grade12/plants.txt";
constexpr auto policy_file = "SOP/Safety/plants.txt";
constexpr auto loose_file = "notes/plants.txt";

TEST_P(VectorStoreContract, AnswersNothingWhenEmpty) {
  EXPECT_THAT(search_dense(store(), everything(), random_embedding(1)), IsEmpty());
  EXPECT_THAT(search_lexical(store(), everything(), "leaf"), IsEmpty());
  EXPECT_EQ(store().stats()->documents, 0);
  EXPECT_EQ(store().generation(everything()).value(), store().generation(everything()).value());
}

TEST_P(VectorStoreContract, FindsWhatIsPublishedByMeaningAndByWord) {
  put(store(), grade5_file, "v1", {"a leaf makes sugar", "a root drinks water"}, 10);
  EXPECT_THAT(find_dense(store(), everything(), random_embedding(11), 1), ElementsAre("a root drinks water"));
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("a leaf makes sugar"));
}

TEST_P(VectorStoreContract, FetchesAllThatWasStored) {
  const auto document = make_document(grade5_file);
  const auto chunk = make_chunk(0, "a leaf makes sugar", random_embedding(1));
  ASSERT_TRUE(store().stage(document.id, "v1", std::span(&chunk, 1)));
  ASSERT_TRUE(store().publish(document, "v1", 1));
  const auto query = embedding_near(1, 1, 0.5F);
  const auto found = search_dense(store(), everything(), query, 1);
  const auto hits = store().fetch(everything(), keys_of(found), query);
  ASSERT_THAT(*hits, SizeIs(1));
  const Hit& hit = hits->front();
  EXPECT_EQ(hit.chunk, chunk.chunk);
  EXPECT_EQ(hit.version, "v1");
  EXPECT_EQ(hit.point_id, point_id(document.id, "v1", 0));
  EXPECT_EQ(hit.document.id, document.id);
  EXPECT_EQ(hit.document.path, document.path);
  EXPECT_EQ(hit.document.placement, document.placement);
  EXPECT_EQ(hit.document.size, document.size);
  EXPECT_EQ(hit.document.content_type, document.content_type);
  EXPECT_EQ(hit.document.last_modified, document.last_modified);
  EXPECT_EQ(hit.document.content_hash, document.content_hash);
  EXPECT_EQ(hit.document.title, document.title);
  EXPECT_EQ(hit.document.page_count, document.page_count);
  float cosine = 0;
  for (std::size_t i = 0; i < embedding_dimension; ++i) cosine += query[i] * chunk.embedding[i];
  EXPECT_NEAR(hit.score, cosine, 1e-5);
}

TEST_P(VectorStoreContract, ReadsARunOfADocumentsChunksInOrder) {
  put(store(), grade5_file, "v1", {"zero", "one", "two", "three"}, 10);
  const auto id = document_id(grade5_file);
  const auto texts = [&](const Scope& scope, const ChunkRange& range) {
    std::vector<std::string> found;
    const auto hits = store().read_chunks(scope, id, range).value();
    for (const Hit& hit : hits) found.push_back(hit.chunk.text);
    return found;
  };
  EXPECT_THAT(texts(everything(), {1, 2}), ElementsAre("one", "two"));
  EXPECT_THAT(texts(everything(), {3, 4'000'000'000}), ElementsAre("three"));
  EXPECT_THAT(texts(scope_of(Role::student, {"grade12"}, false), {0, 4}), IsEmpty());
  put(store(), grade5_file, "v2", {"new"}, 20);
  EXPECT_THAT(texts(everything(), {0, 4}), ElementsAre("new"));
}

TEST_P(VectorStoreContract, ShowsADocumentInScopeAndAForbiddenOneAsAbsent) {
  put(store(), grade5_file, "v1", {"one", "two"}, 10);
  const auto id = document_id(grade5_file);
  const auto found = store().find_document(scope_of(Role::student, {"grade5"}, false), id).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->document.path, grade5_file);
  EXPECT_EQ(found->version, "v1");
  EXPECT_EQ(found->chunks, 2U);
  EXPECT_FALSE(store().find_document(scope_of(Role::student, {"grade12"}, false), id).value().has_value());
  EXPECT_FALSE(store().find_document(everything(), document_id("absent")).value().has_value());
  EXPECT_FALSE(store().find_document(everything(), "no' id").value().has_value());
  ASSERT_TRUE(store().remove(id));
  EXPECT_FALSE(store().find_document(everything(), id).value().has_value());
}

TEST_P(VectorStoreContract, ListsTheDocumentsOfAScopeByPathPageByPage) {
  put(store(), grade5_file, "v1", {"a"}, 10);
  put(store(), grade12_file, "v1", {"b"}, 20);
  put(store(), policy_file, "v1", {"c"}, 30);
  put(store(), loose_file, "v1", {"d"}, 40);
  const auto paths = [&](const Scope& scope, const DocumentFilter& filter, std::string_view after = "",
                         std::size_t limit = 10) {
    std::vector<std::string> found;
    const auto page = list_documents(store(), scope, filter, after, limit).value();
    for (const auto& each : page.documents) found.push_back(each.document.path);
    return std::pair(found, page.total);
  };
  EXPECT_THAT(paths(everything(), {}).first, ElementsAre(grade12_file, grade5_file, policy_file, loose_file));
  EXPECT_THAT(paths(everything(), {}, grade12_file, 2).first, ElementsAre(grade5_file, policy_file));
  EXPECT_EQ(paths(everything(), {}, grade12_file, 2).second, 4U);
  EXPECT_THAT(paths(everything(), {.words = "PLANTS grade1"}).first, ElementsAre(grade12_file));
  EXPECT_THAT(paths(everything(), {.module = Module::sop}).first, ElementsAre(policy_file));
  const auto student = scope_of(Role::student, {"grade5"}, false);
  EXPECT_EQ(paths(student, {}).second, 1U);
  EXPECT_THAT(paths(student, {.grade = "grade12"}).first, IsEmpty());
  EXPECT_THAT(facets(store(), student).value().grades, ElementsAre("grade5"));
  EXPECT_THAT(facets(store(), everything()).value().modules, SizeIs(3));
}

TEST_P(VectorStoreContract, LooksAtTheSelectedDocumentsOnlyWhicheverListIsAsked) {
  put(store(), grade5_file, "v1", {"leaf of five"}, 10);
  put(store(), policy_file, "v1", {"leaf of a policy"}, 10);
  DocumentRecord old_pdf = make_document("Knowledge Bank/kb/2023-2024/grade5/old.pdf");
  old_pdf.content_type = "application/pdf";
  const auto chunk = make_chunk(0, "leaf of old", random_embedding(10));
  ASSERT_TRUE(store().stage(old_pdf.id, "v1", std::span(&chunk, 1)));
  ASSERT_TRUE(store().publish(old_pdf, "v1", 1));
  const auto found = [&](const Scope& scope, const Selection& selection) {
    const auto vector = random_embedding(10);
    const auto dense = store().search_dense(scope, {.vector = vector, .selection = selection}).value();
    const auto lexical = store().search_lexical(scope, {.text = "leaf", .selection = selection}).value();
    const auto texts = texts_of(store(), scope, lexical, vector);
    EXPECT_THAT(texts_of(store(), scope, dense, vector), testing::UnorderedElementsAreArray(texts));
    return texts;
  };
  EXPECT_THAT(found(everything(), {}), SizeIs(3));
  EXPECT_THAT(found(everything(), {.document_id = document_id(policy_file)}), ElementsAre("leaf of a policy"));
  EXPECT_THAT(found(everything(), {.year = "2023-2024"}), ElementsAre("leaf of old"));
  EXPECT_THAT(found(everything(), {.content_type = "application/pdf"}), ElementsAre("leaf of old"));
  EXPECT_THAT(found(everything(), {.module = Module::knowledge_bank}),
              UnorderedElementsAre("leaf of five", "leaf of old"));
  EXPECT_THAT(found(everything(), {.module = Module::sop, .year = "2023-2024"}), IsEmpty());
  // A selection narrows the Scope and never widens it.
  EXPECT_THAT(found(scope_of(Role::student), {.document_id = document_id(policy_file)}), IsEmpty());
}

TEST_P(VectorStoreContract, ShowsNothingOfAStagedVersion) {
  const auto document = make_document(grade5_file);
  const auto chunk = make_chunk(0, "a leaf makes sugar", random_embedding(1));
  ASSERT_TRUE(store().stage(document.id, "v1", std::span(&chunk, 1)));
  EXPECT_THAT(search_dense(store(), everything(), random_embedding(1)), IsEmpty());
  EXPECT_THAT(search_lexical(store(), everything(), "leaf"), IsEmpty());
  EXPECT_EQ(store().stats()->chunks, 0);
}

TEST_P(VectorStoreContract, ReplacesAVersionWhole) {
  put(store(), grade5_file, "v1", {"old leaf", "old root"}, 10);
  const auto old_points = search_dense(store(), everything(), random_embedding(10));
  put(store(), grade5_file, "v2", {"new leaf"}, 20);
  EXPECT_THAT(find_lexical(store(), everything(), "leaf root"), ElementsAre("new leaf"));
  EXPECT_THAT(find_dense(store(), everything(), random_embedding(10)), ElementsAre("new leaf"));
  EXPECT_THAT(texts_of(store(), everything(), old_points, random_embedding(10)), IsEmpty());
  EXPECT_EQ(store().stats()->documents, 1);
  EXPECT_EQ(store().stats()->chunks, 1);
}

TEST_P(VectorStoreContract, RefusesToPublishWhatIsNotAllStaged) {
  const auto document = make_document(grade5_file);
  put(store(), grade5_file, "v1", {"old leaf"}, 10);
  const auto chunk = make_chunk(0, "new leaf", random_embedding(1));
  ASSERT_TRUE(store().stage(document.id, "v2", std::span(&chunk, 1)));
  const auto published = store().publish(document, "v2", 2);
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().code, ErrorCode::conflict);
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("old leaf"));
}

TEST_P(VectorStoreContract, ChangesNothingWhenTheSameIsPublishedTwice) {
  put(store(), grade5_file, "v1", {"a leaf", "a root"}, 10);
  const auto before = search_dense(store(), everything(), random_embedding(10));
  put(store(), grade5_file, "v1", {"a leaf", "a root"}, 10);
  EXPECT_EQ(keys_of(search_dense(store(), everything(), random_embedding(10))), keys_of(before));
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("a leaf"));
  EXPECT_EQ(store().stats()->chunks, 2);
}

TEST_P(VectorStoreContract, KeepsTheLastOfAChunkThatIsStagedTwice) {
  const auto document = make_document(grade5_file);
  const auto first = make_chunk(0, "a leaf", random_embedding(1));
  const auto second = make_chunk(0, "a root", random_embedding(2));
  ASSERT_TRUE(store().stage(document.id, "v1", std::span(&first, 1)));
  ASSERT_TRUE(store().stage(document.id, "v1", std::span(&second, 1)));
  ASSERT_TRUE(store().publish(document, "v1", 1));
  EXPECT_THAT(find_dense(store(), everything(), random_embedding(2)), ElementsAre("a root"));
}

TEST_P(VectorStoreContract, StopsAnsweringFromARemovedDocument) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  put(store(), policy_file, "v1", {"a leaf on fire"}, 20);
  const auto points = search_dense(store(), everything(), random_embedding(10));
  ASSERT_TRUE(store().remove(document_id(grade5_file)));
  EXPECT_THAT(texts_of(store(), everything(), points, random_embedding(10)), ElementsAre("a leaf on fire"));
  EXPECT_THAT(find_dense(store(), everything(), random_embedding(10)), ElementsAre("a leaf on fire"));
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("a leaf on fire"));
  EXPECT_EQ(store().stats()->documents, 1);
}

TEST_P(VectorStoreContract, RemovesWhatIsNotThereWithoutComplaint) {
  EXPECT_TRUE(store().remove(document_id("nowhere.txt")));
}

TEST_P(VectorStoreContract, ComesBackAfterBeingRemoved) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  ASSERT_TRUE(store().remove(document_id(grade5_file)));
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("a leaf"));
}

TEST_P(VectorStoreContract, ForgetsStagedChunksOnlyWhenTold) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  const auto document = make_document(grade5_file);
  const auto chunk = make_chunk(0, "new leaf", random_embedding(1));
  ASSERT_TRUE(store().stage(document.id, "v2", std::span(&chunk, 1)));
  ASSERT_TRUE(store().discard_staged(document_id(policy_file)));
  ASSERT_TRUE(store().discard_staged(document.id));
  EXPECT_EQ(store().publish(document, "v2", 1).error().code, ErrorCode::conflict);
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("a leaf"));
}

TEST_P(VectorStoreContract, PublishesACopyOfATwinInThePlaceOfItsOwnPath) {
  put(store(), policy_file, "v1", {"a leaf", "a root"}, 10);
  const auto copy = make_document(grade5_file);
  const auto copied = store().publish_copy(copy, "v1", document_id(policy_file));
  ASSERT_TRUE(copied.has_value());
  ASSERT_TRUE(copied->has_value());
  EXPECT_EQ((*copied)->chunks, 2U);
  EXPECT_THAT(find_lexical(store(), scope_of(Role::student), "leaf"), ElementsAre("a leaf"));
  EXPECT_THAT(find_dense(store(), scope_of(Role::student), random_embedding(11)),
              UnorderedElementsAre("a leaf", "a root"));
  ASSERT_TRUE(store().remove(document_id(policy_file)));
  EXPECT_THAT(find_lexical(store(), scope_of(Role::student), "leaf"), ElementsAre("a leaf")) << "it stands alone";
}

TEST_P(VectorStoreContract, CopiesNothingFromATwinOfAnotherVersion) {
  put(store(), policy_file, "v1", {"a leaf"}, 10);
  const auto document = make_document(grade5_file);
  EXPECT_FALSE(store().publish_copy(document, "v2", document_id(policy_file)).value().has_value());
  EXPECT_FALSE(store().publish_copy(document, "v1", document_id(loose_file)).value().has_value());
  EXPECT_EQ(store().stats()->documents, 1U);
}

TEST_P(VectorStoreContract, VisitsWhatIsPublished) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  put(store(), policy_file, "v2", {"a rule"}, 20);
  const auto chunk = make_chunk(0, "not yet", random_embedding(1));
  ASSERT_TRUE(store().stage(document_id(loose_file), "v1", std::span(&chunk, 1)));
  std::map<std::string, std::string> seen;
  ASSERT_TRUE(store().each_document([&](const PublishedDocument& document) {
    seen[document.path] = document.version;
    return true;
  }));
  EXPECT_EQ(seen, (std::map<std::string, std::string>{{grade5_file, "v1"}, {policy_file, "v2"}}));
}

TEST_P(VectorStoreContract, ShowsEachRoleItsModules) {
  put(store(), grade5_file, "v1", {"leaf of grade5"}, 10);
  put(store(), policy_file, "v1", {"leaf of policy"}, 20);
  put(store(), loose_file, "v1", {"leaf of notes"}, 30);
  EXPECT_THAT(find_lexical(store(), scope_of(Role::student), "leaf"), UnorderedElementsAre("leaf of grade5"));
  EXPECT_THAT(find_lexical(store(), scope_of(Role::teacher), "leaf"),
              UnorderedElementsAre("leaf of grade5", "leaf of notes"));
  EXPECT_THAT(find_dense(store(), scope_of(Role::teacher), random_embedding(20)),
              UnorderedElementsAre("leaf of grade5", "leaf of notes"));
  EXPECT_THAT(find_dense(store(), everything(), random_embedding(20)),
              UnorderedElementsAre("leaf of grade5", "leaf of notes", "leaf of policy"));
}

TEST_P(VectorStoreContract, ShowsEachGradeItsOwn) {
  put(store(), grade5_file, "v1", {"leaf of grade5"}, 10);
  put(store(), grade12_file, "v1", {"leaf of grade12"}, 20);
  const auto student = scope_of(Role::student, {"grade5"}, false);
  EXPECT_THAT(find_lexical(store(), student, "leaf"), ElementsAre("leaf of grade5"));
  EXPECT_THAT(find_dense(store(), student, random_embedding(20)), ElementsAre("leaf of grade5"));
}

TEST_P(VectorStoreContract, FetchesNothingOutOfScope) {
  put(store(), policy_file, "v1", {"leaf of policy"}, 20);
  const auto points = search_dense(store(), everything(), random_embedding(20));
  ASSERT_THAT(points, SizeIs(1));
  EXPECT_THAT(texts_of(store(), scope_of(Role::teacher), points, random_embedding(20)), IsEmpty());
}

TEST_P(VectorStoreContract, MovesADocumentWhosePlacementChanges) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  auto document = make_document(grade5_file);
  document.placement.partition = {.module = Module::sop, .grade = std::string(general_grade)};
  ASSERT_TRUE(store().update_record(document));
  EXPECT_THAT(search_lexical(store(), scope_of(Role::student), "leaf"), IsEmpty());
  EXPECT_THAT(search_dense(store(), scope_of(Role::student), random_embedding(10)), IsEmpty());
  EXPECT_THAT(find_lexical(store(), everything(), "leaf"), ElementsAre("a leaf"));
  document.placement.partition = {.module = Module::knowledge_bank, .grade = "grade5"};
  ASSERT_TRUE(store().update_record(document));
  EXPECT_THAT(find_dense(store(), scope_of(Role::student), random_embedding(10)), ElementsAre("a leaf"));
}

TEST_P(VectorStoreContract, UpdatesARecordAndKeepsItsChunks) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  auto document = make_document(grade5_file);
  document.size = 99;
  ASSERT_TRUE(store().update_record(document));
  const auto points = search_lexical(store(), everything(), "leaf");
  EXPECT_EQ(store().fetch(everything(), keys_of(points), random_embedding(1))->front().document.size, 99);
  EXPECT_EQ(store().update_record(make_document("nowhere.txt")).error().code, ErrorCode::not_found);
}

TEST_P(VectorStoreContract, LeavesOutWhatIsBelowTheThreshold) {
  put(store(), grade5_file, "v1", {"near", "far"}, 10);
  EXPECT_THAT(search_dense(store(), everything(), random_embedding(10), 10, 0.9F), SizeIs(1));
  EXPECT_THAT(search_dense(store(), everything(), random_embedding(10), 10, -1), SizeIs(2));
}

TEST_P(VectorStoreContract, AnswersTheSameEveryTimeBestFirstAndTiesByKey) {
  put(store(), grade5_file, "v1", {"same leaf", "same leaf", "same leaf"}, 10);
  put(store(), grade12_file, "v1", {"same leaf", "same leaf"}, 10);
  const auto query = random_embedding(10);
  const auto is_ordered = [](const std::vector<ScoredPoint>& points) {
    return std::ranges::is_sorted(
        points, [](const auto& a, const auto& b) { return a.score != b.score ? a.score > b.score : a.key < b.key; });
  };
  const auto dense = search_dense(store(), everything(), query);
  const auto words = search_lexical(store(), everything(), "leaf");
  EXPECT_THAT(dense, SizeIs(5));
  EXPECT_THAT(words, SizeIs(5));
  EXPECT_TRUE(is_ordered(dense));
  EXPECT_TRUE(is_ordered(words));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(keys_of(search_dense(store(), everything(), query)), keys_of(dense));
    EXPECT_EQ(keys_of(search_lexical(store(), everything(), "leaf")), keys_of(words));
  }
}

TEST_P(VectorStoreContract, FetchesInTheOrderOfTheKeysAndSkipsUnknownOnes) {
  put(store(), grade5_file, "v1", {"zero", "one", "two"}, 10);
  auto points = search_dense(store(), everything(), random_embedding(10));
  std::ranges::reverse(points);
  const auto expected = texts_of(store(), everything(), points, random_embedding(10));
  points.insert(points.begin() + 1, {.key = 999'999, .score = 0});
  EXPECT_THAT(expected, SizeIs(3));
  EXPECT_EQ(expected.back(), "zero");
  EXPECT_EQ(texts_of(store(), everything(), points, random_embedding(10)), expected);
}

TEST_P(VectorStoreContract, AnswersNoMoreThanTheLimit) {
  put(store(), grade5_file, "v1", {"a leaf", "b leaf", "c leaf"}, 10);
  EXPECT_THAT(search_dense(store(), everything(), random_embedding(10), 2), SizeIs(2));
  EXPECT_THAT(search_lexical(store(), everything(), "leaf", 2), SizeIs(2));
  EXPECT_THAT(search_dense(store(), everything(), random_embedding(10), 0), IsEmpty());
}

TEST_P(VectorStoreContract, SearchesForNobodyWhoseDeadlineHasPassed) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  const Deadline passed(Deadline::Clock::now() - std::chrono::seconds(1));
  const Embedding question = random_embedding(10);
  const auto dense = store().search_dense(everything(), {question, 10, -1, passed});
  const auto lexical = store().search_lexical(everything(), {"leaf", 10, passed});
  for (const auto* late : {&dense, &lexical}) {
    ASSERT_FALSE(*late);
    EXPECT_EQ(late->error().code, ErrorCode::unavailable);
    EXPECT_EQ(late->error().reason, "deadline");
  }
}

TEST_P(VectorStoreContract, KnowsWhichVersionsAreCurrentAndInScope) {
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  put(store(), policy_file, "v1", {"a leaf"}, 20);
  const SeenVersion grade5{document_id(grade5_file), "v1"};
  const SeenVersion policy{document_id(policy_file), "v1"};
  const auto are_current = [&](const Scope& scope, std::vector<SeenVersion> versions) {
    return store().are_current(scope, versions).value();
  };
  EXPECT_TRUE(are_current(everything(), {}));
  EXPECT_TRUE(are_current(everything(), {grade5, policy}));
  EXPECT_FALSE(are_current(scope_of(Role::student), {grade5, policy}));
  EXPECT_FALSE(are_current(everything(), {{grade5.document_id, "v0"}}));
  EXPECT_FALSE(are_current(everything(), {{document_id("nowhere.txt"), "v1"}}));
  ASSERT_TRUE(store().remove(grade5.document_id));
  EXPECT_FALSE(are_current(everything(), {grade5}));
}

TEST_P(VectorStoreContract, MovesTheGenerationOfTheScopesThatSeeAChange) {
  const auto student = scope_of(Role::student);
  const auto generation = [&](const Scope& scope) { return store().generation(scope).value(); };
  put(store(), grade5_file, "v1", {"a leaf"}, 10);
  const auto first = generation(student);
  put(store(), policy_file, "v1", {"a leaf"}, 20);
  EXPECT_EQ(generation(student), first);
  put(store(), grade5_file, "v2", {"a leaf"}, 30);
  const auto second = generation(student);
  EXPECT_NE(second, first);
  ASSERT_TRUE(store().remove(document_id(grade5_file)));
  EXPECT_NE(generation(student), second);
}

TEST_P(VectorStoreContract, KeepsADocumentWithoutChunks) {
  ASSERT_TRUE(store().publish(make_document(grade5_file), "v1", 0));
  EXPECT_EQ(store().stats()->documents, 1);
  EXPECT_TRUE(store().are_current(everything(), std::vector<SeenVersion>{{document_id(grade5_file), "v1"}}).value());
}

}  // namespace
}  // namespace edify::store::test
