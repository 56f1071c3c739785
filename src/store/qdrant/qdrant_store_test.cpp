#include "store/qdrant/qdrant_store.h"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "catalog/sqlite/sqlite_version_register.h"
#include "http/testing/loopback_server.h"
#include "store/qdrant/collection.h"
#include "store/qdrant/outbox.h"
#include "store/qdrant/reindex.h"
#include "store/qdrant/testing/server_for_tests.h"
#include "store/store_test_data.h"

namespace edify::store::qdrant {
namespace {

using namespace store::test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr auto lesson = "Knowledge Bank/kb/2025-2026/grade5/plants.txt";
constexpr auto policy = "SOP/Safety/fire.txt";

// Two processes' worth of stores over one register and one collection.
class QdrantStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::server_url()) GTEST_SKIP() << testing::no_server;
    options_ = testing::options_for_test();
    peer_ = Peer::create(options_).value();
    versions_ = open_register();
    store_ = open_store();
  }
  void TearDown() override {
    if (!peer_) return;
    for (const auto* end : {"_v1", "_v2"}) (void)delete_collection(*peer_, options_.collection + end);
  }

  std::unique_ptr<catalog::VersionRegister> open_register() {
    return catalog::SqliteVersionRegister::open(folder_.path() / "edify.db").value();
  }
  std::unique_ptr<QdrantStore> open_store() { return QdrantStore::open(options_, open_register()).value(); }

  // Stages a version and decides for it; then the process dies.
  catalog::OutboxRow publish_and_die(const char* path, const char* version, const std::vector<std::string>& texts,
                                     std::uint64_t seed) {
    const auto document = make_document(path);
    std::vector<EmbeddedChunk> chunks;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      chunks.push_back(make_chunk(i, texts[i], random_embedding(seed + i)));
    }
    EXPECT_TRUE(store_->stage(document.id, version, chunks));
    const auto begun = versions_->begin(document.id, version).value();
    return versions_->publish(document, begun.number, static_cast<std::uint32_t>(texts.size())).value();
  }
  std::uint64_t points() {
    const auto answer = peer_->call({.target = "/collections/" + options_.collection + "/points/count", .body = "{}"});
    return answer.value().at("count").to_number<std::uint64_t>();
  }

  TemporaryFolder folder_;
  Options options_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<catalog::VersionRegister> versions_;
  std::unique_ptr<QdrantStore> store_;
};

TEST_F(QdrantStoreTest, ADocumentIsAbsentButNeverStaleWhereAProcessDiesBeforeItShowsTheNewVersion) {
  put(*store_, lesson, "v1", {"old leaf"}, 10);
  publish_and_die(lesson, "v2", {"new leaf", "new root"}, 20);
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf root"), IsEmpty());
  EXPECT_THAT(find_dense(*store_, everything(), random_embedding(10)), IsEmpty());
  // Whoever writes next puts it right.
  auto next = open_store();
  put(*next, policy, "v1", {"a rule"}, 30);
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf root"), UnorderedElementsAre("new leaf", "new root"));
  EXPECT_EQ(points(), 3U) << "the old version's are deleted";
  EXPECT_THAT(versions_->pending(unix_now(), 10).value(), IsEmpty());
}

TEST_F(QdrantStoreTest, AServerPutsRightWhatWasLeftWithoutWriting) {
  publish_and_die(lesson, "v1", {"a leaf"}, 20);
  options_.follows_outbox = true;
  const auto server = open_store();
  for (int i = 0; i < 1000 && !versions_->pending(unix_now(), 10)->empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_THAT(find_lexical(*server, everything(), "leaf"), ElementsAre("a leaf"));
}

TEST_F(QdrantStoreTest, ARemovedDocumentIsNotRaisedByALateRow) {
  const auto row = publish_and_die(lesson, "v1", {"a leaf"}, 20);
  ASSERT_TRUE(store_->remove(document_id(lesson)));
  Outbox outbox(*peer_, *versions_, options_);
  ASSERT_TRUE(outbox.finish(row));
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf"), IsEmpty());
  EXPECT_EQ(points(), 0U);
}

TEST_F(QdrantStoreTest, ALateRowDoesNotTouchWhatWasWrittenAnew) {
  put(*store_, lesson, "v1", {"a leaf"}, 10);
  const auto removal = versions_->remove(document_id(lesson)).value().value();
  put(*store_, lesson, "v1", {"a leaf"}, 10);  // the same chunks, and so the same points
  Outbox outbox(*peer_, *versions_, options_);
  ASSERT_TRUE(outbox.finish(removal));
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf"), ElementsAre("a leaf"));
}

TEST_F(QdrantStoreTest, RowsMayBeFinishedTwiceAndInAnyOrder) {
  put(*store_, lesson, "v1", {"a leaf"}, 10);
  auto moved = make_document(lesson);
  moved.placement.partition = {.module = Module::sop, .grade = std::string(general_grade)};
  const auto first = versions_->update_record(moved).value();
  const auto second = versions_->update_record(make_document(lesson)).value();
  Outbox outbox(*peer_, *versions_, options_);
  for (const auto& row : {second, first, second}) ASSERT_TRUE(outbox.finish(row));
  EXPECT_THAT(find_lexical(*store_, scope_of(Role::student), "leaf"), ElementsAre("a leaf"));
}

TEST_F(QdrantStoreTest, WhatWasMovedOutOfSightIsNotSeenThoughItsPointsDoNotKnowYet) {
  put(*store_, lesson, "v1", {"a leaf"}, 10);
  auto moved = make_document(lesson);
  moved.placement.partition = {.module = Module::sop, .grade = std::string(general_grade)};
  ASSERT_TRUE(versions_->update_record(moved));
  EXPECT_THAT(find_lexical(*store_, scope_of(Role::student), "leaf"), IsEmpty());
}

TEST_F(QdrantStoreTest, FindsWhatIsCurrentBehindManyThatAreNot) {
  std::vector<std::string> texts(60, "leaf");
  put(*store_, lesson, "v1", texts, 100);
  put(*store_, policy, "v1", {"leaf of the policy among other words"}, 1000);
  ASSERT_TRUE(versions_->remove(document_id(lesson)));  // and its points stay for now
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf", 1), SizeIs(1));
  EXPECT_THAT(find_dense(*store_, everything(), random_embedding(100), 1), SizeIs(1));
}

TEST_F(QdrantStoreTest, WhatACallerMayNotSeeMovesNoScore) {
  put(*store_, lesson, "v1", {"a leaf", "a root"}, 10);
  const auto student = scope_of(Role::student);
  const auto before = search_lexical(*store_, student, "leaf root");
  put(*store_, policy, "v1", {"leaf", "leaf leaf", "leaf fire", "leaf smoke"}, 20);
  const auto after = search_lexical(*store_, student, "leaf root");
  ASSERT_THAT(after, SizeIs(before.size()));
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_FLOAT_EQ(after[i].score, before[i].score);
}

TEST_F(QdrantStoreTest, BothListsAreThoseOfTheSingleCalls) {
  put(*store_, lesson, "v1", {"a leaf", "a root", "leaf and root"}, 10);
  const auto question = random_embedding(11);
  const auto both = store_->search_both(everything(), {question, 10}, {"leaf", 10}).value();
  EXPECT_EQ(keys_of(both.dense), keys_of(search_dense(*store_, everything(), question)));
  EXPECT_EQ(keys_of(both.lexical), keys_of(search_lexical(*store_, everything(), "leaf")));
}

TEST_F(QdrantStoreTest, WritesAnewWhatQdrantLost) {
  put(*store_, lesson, "v1", {"a leaf"}, 10);
  ASSERT_TRUE(delete_collection(*peer_, options_.collection + "_v1"));
  auto next = open_store();
  const auto document = make_document(lesson);
  const auto chunk = make_chunk(0, "a leaf", random_embedding(10));
  ASSERT_TRUE(next->stage(document.id, "v1", std::span(&chunk, 1)));
  const auto lost = next->publish(document, "v1", 1);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().reason, "lost_chunks");
  put(*next, lesson, "v1", {"a leaf"}, 10);
  EXPECT_THAT(find_lexical(*next, everything(), "leaf"), ElementsAre("a leaf"));
}

TEST_F(QdrantStoreTest, SaysWhereACollectionIsNotAsConfiguredAndMakesMissingIndexes) {
  const auto path = "/collections/" + options_.collection + "_v1";
  ASSERT_TRUE(peer_->call({.method = http::Method::remove, .target = path, .body = {}}));
  ASSERT_TRUE(create_collection(*peer_, options_.collection + "_v1", options_.layout));
  ASSERT_TRUE(point_alias(*peer_, options_.collection, options_.collection + "_v1"));
  EXPECT_THAT(find_collection(*peer_, options_.collection, options_.layout).value()->differences, IsEmpty());
  auto wanted = options_.layout;
  wanted.shards = 3;
  const auto found = prepare_collection(*peer_, options_.collection, wanted).value();
  EXPECT_THAT(found.differences, ElementsAre("the number of shards is 1, and 3 is configured"));
  wanted.embedding_model = "another";
  const auto refused = prepare_collection(*peer_, options_.collection, wanted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "embedding_model");
  EXPECT_THAT(refused.error().message, HasSubstr("holds vectors of test model and another is configured"));
}

class ReindexTest : public QdrantStoreTest {
 protected:
  Result<ReindexReport> reindex(const Reindex::Embed& embed = {}, const Reindex::Progress& progress = {}) {
    return Reindex(*peer_, *versions_, options_, embed, progress).run(false);
  }
};

TEST_F(ReindexTest, ANewCollectionAnswersTheSameByTheSameHandles) {
  put(*store_, lesson, "v1", {"a leaf", "a root"}, 10);
  put(*store_, policy, "v1", {"a fire"}, 20);
  const auto before = search_dense(*store_, everything(), random_embedding(10));
  const auto report = reindex();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->to, options_.collection + "_v2");
  EXPECT_EQ(report->documents, 2U);
  EXPECT_EQ(report->chunks, 3U);
  EXPECT_FALSE(report->embedded_again);
  EXPECT_EQ(keys_of(search_dense(*store_, everything(), random_embedding(10))), keys_of(before));
  EXPECT_THAT(texts_of(*store_, everything(), before, random_embedding(10)), SizeIs(3));
  EXPECT_THAT(find_lexical(*store_, scope_of(Role::student), "leaf fire"), ElementsAre("a leaf"));
  put(*store_, lesson, "v2", {"a new leaf"}, 30);
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf"), ElementsAre("a new leaf"));
}

TEST_F(ReindexTest, AnswersAndTakesWritesAllTheWhile) {
  put(*store_, lesson, "v1", {"a leaf"}, 10);
  put(*store_, policy, "v1", {"a fire"}, 20);
  int steps = 0;
  const auto report = reindex({}, [&](const ReindexReport&) {
    EXPECT_THAT(find_lexical(*store_, everything(), "fire"), ElementsAre("a fire"));
    if (++steps == 1) put(*store_, lesson, "v2", {"a newer leaf"}, 30);
    if (steps == 2) put(*store_, "notes/late.txt", "v1", {"a late leaf"}, 40);
  });
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_THAT(find_lexical(*store_, everything(), "leaf"), UnorderedElementsAre("a newer leaf", "a late leaf"));
  EXPECT_THAT(find_lexical(*store_, everything(), "fire"), ElementsAre("a fire"));
  EXPECT_EQ(points(), 3U);
}

TEST_F(ReindexTest, EmbedsAgainWhatIsOfAnotherModel) {
  put(*store_, lesson, "v1", {"a leaf"}, 10);
  options_.layout.embedding_model = "a better model";
  const auto report = reindex(
      [](std::span<const std::string> texts) { return std::vector<Embedding>(texts.size(), random_embedding(77)); });
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->embedded_again);
  const auto store = open_store();
  const auto found = search_dense(*store, everything(), random_embedding(77));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].score, 1, 1e-3);
  EXPECT_EQ(store->fetch(everything(), keys_of(found), random_embedding(77))->front().embedding_model,
            "a better model");
}

}  // namespace
}  // namespace edify::store::qdrant
