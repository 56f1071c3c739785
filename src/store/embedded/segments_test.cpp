// The parts of the index by themselves: graphs, merges, the merge policy and files.
#include "store/embedded/segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "store/embedded/best_points.h"
#include "store/embedded/index_state.h"
#include "store/embedded/merge.h"
#include "store/embedded/merge_policy.h"
#include "store/store_test_data.h"

namespace edify::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t graph_threshold = 100;

std::vector<HalfVector> random_vectors(std::size_t count, std::uint64_t seed) {
  std::vector<HalfVector> vectors;
  for (std::size_t i = 0; i < count; ++i) vectors.push_back(to_half(random_embedding(seed + i)));
  return vectors;
}

// Keys `first`, first + 1, …
LiveDense make_dense(std::size_t count, PointKey first) {
  std::vector<PointKey> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(first + i);
  return LiveDense(std::make_shared<const DenseSegment>(SegmentKeys(keys), random_vectors(count, first), std::nullopt));
}

LiveLexical make_lexical(const std::vector<std::string>& texts, PointKey first) {
  lexical::PostingsBuilder builder;
  std::vector<PointKey> keys;
  for (const auto& text : texts) {
    builder.add(text);
    keys.push_back(first + keys.size());
  }
  return LiveLexical(*LexicalSegment::make(SegmentKeys(keys), builder.finish()));
}

std::vector<Ordinal> ordinals_of(const std::vector<Neighbor>& neighbors) {
  std::vector<Ordinal> ordinals;
  for (const auto& neighbor : neighbors) ordinals.push_back(neighbor.ordinal);
  return ordinals;
}

TEST(SegmentKeys, FindsTheOrdinalOfEachKeyInAnyOrder) {
  const SegmentKeys keys({30, 10, no_key, 20, no_key});
  EXPECT_EQ(keys.find(10), 1);
  EXPECT_EQ(keys.find(20), 3);
  EXPECT_EQ(keys.find(30), 0);
  EXPECT_EQ(keys.find(15), std::nullopt);
  EXPECT_EQ(keys.find(no_key), std::nullopt);
}

TEST(Tombstones, CountsEachBurialOnce) {
  Tombstones deleted;
  EXPECT_FALSE(deleted.contains(70));
  deleted.bury(70, 100);
  deleted.bury(70, 100);
  EXPECT_TRUE(deleted.contains(70));
  EXPECT_FALSE(deleted.contains(69));
  EXPECT_EQ(deleted.count(), 1);
}

TEST(BestPoints, KeepsTheBestAndOrdersTiesByKey) {
  BestPoints best(3, 0.1F);
  for (const ScoredPoint& point : std::vector<ScoredPoint>{{9, 0.5F}, {2, 0.5F}, {3, 0.05F}, {1, 0.9F}, {4, 0.5F}}) {
    best.add(point);
  }
  std::vector<PointKey> keys;
  for (const auto& point : std::move(best).sorted()) keys.push_back(point.key);
  EXPECT_THAT(keys, ElementsAre(1, 2, 4));
}

TEST(Quantized, KeepsCosinesCloseToTheExactOnes) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto a = random_embedding(i);
    const auto b = embedding_near(i, 1, 0.7F);
    float exact = 0;
    for (std::size_t d = 0; d < embedding_dimension; ++d) exact += a[d] * b[d];
    EXPECT_NEAR(cosine(to_half(a), to_half(b)), exact, 0.0005);
  }
}

TEST(Graph, FindsTheNearestAndLeavesOutTheDeleted) {
  const auto vectors = random_vectors(500, 1);
  const auto graph = Graph::build(vectors, {});
  ASSERT_TRUE(graph);
  for (Ordinal i = 0; i < 500; i += 7) {
    const auto found = graph->search(vectors, vectors[i], 64, {}, 0);
    EXPECT_EQ(found->front().ordinal, i);
    Tombstones deleted;
    deleted.bury(i, 500);
    EXPECT_THAT(ordinals_of(*graph->search(vectors, vectors[i], 64, deleted, 1)), testing::Not(testing::Contains(i)));
  }
}

TEST(Graph, AnswersTheSameFromItsSavedBytes) {
  const auto vectors = random_vectors(300, 1);
  const auto graph = Graph::build(vectors, {});
  const auto bytes = graph->save();
  const auto view = Graph::view(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->size(), 300);
  const auto query = to_half(random_embedding(999));
  EXPECT_EQ(ordinals_of(*view->search(vectors, query, 50, {}, 0)),
            ordinals_of(*graph->search(vectors, query, 50, {}, 0)));
}

TEST(Graph, GrowsFromAViewWithoutTouchingIt) {
  const auto vectors = random_vectors(300, 1);
  const auto bytes = Graph::build(std::span(vectors).first(200), {})->save();
  const auto view = Graph::view(bytes);
  const auto grown = view->extend(vectors, {});
  ASSERT_TRUE(grown) << grown.error().message;
  EXPECT_EQ(view->size(), 200);
  EXPECT_EQ(grown->size(), 300);
  EXPECT_EQ(grown->search(vectors, vectors[250], 64, {}, 0)->front().ordinal, 250);
  EXPECT_EQ(grown->search(vectors, vectors[50], 64, {}, 0)->front().ordinal, 50);
}

TEST(Graph, StopsBuildingWhenAsked) {
  std::stop_source source;
  source.request_stop();
  const auto graph = Graph::build(random_vectors(10, 1), source.get_token());
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().code, ErrorCode::unavailable);
}

TEST(SegmentMerge, DropsTheDeletedOfScannedSegments) {
  std::vector<LiveDense> inputs{make_dense(20, 1), make_dense(10, 100)};
  bury(inputs, std::vector<PointKey>{5, 103});
  const auto merged = merge(inputs, graph_threshold, {});
  ASSERT_TRUE(merged);
  EXPECT_EQ((*merged)->graph(), nullptr);
  EXPECT_EQ((*merged)->keys().size(), 28);
  EXPECT_EQ((*merged)->keys().find(5), std::nullopt);
  const auto ordinal = (*merged)->keys().find(104);
  ASSERT_TRUE(ordinal);
  EXPECT_EQ((*merged)->vectors()[*ordinal].bits, inputs[1].segment->vectors()[4].bits);
}

TEST(SegmentMerge, BuildsAGraphFromEnoughVectorsAndExtendsItAfterwards) {
  std::vector<LiveDense> inputs{make_dense(90, 1), make_dense(60, 1000)};
  const auto built = merge(inputs, graph_threshold, {});
  ASSERT_NE((*built)->graph(), nullptr);
  std::vector<LiveDense> more{LiveDense(*built), make_dense(20, 2000)};
  bury(more, std::vector<PointKey>{7});
  const auto extended = merge(more, graph_threshold, {});
  ASSERT_NE((*extended)->graph(), nullptr);
  EXPECT_EQ((*extended)->keys().size(), 170) << "a deleted vector stays as a way-point";
  EXPECT_EQ((*extended)->keys().find(7), std::nullopt);
  const auto found = (*extended)->graph()->search((*extended)->vectors(), to_half(random_embedding(2005)), 50, {}, 0);
  EXPECT_EQ((*extended)->keys()[found->front().ordinal], 2005);
}

TEST(SegmentMerge, RebuildsAGraphThatIsMostlyDeleted) {
  std::vector<LiveDense> inputs{make_dense(200, 1)};
  std::vector<LiveDense> graph{LiveDense(*merge(inputs, graph_threshold, {}))};
  std::vector<PointKey> gone;
  for (PointKey key = 1; key <= 80; ++key) gone.push_back(key);
  bury(graph, gone);
  const auto merged = merge(graph, graph_threshold, {});
  EXPECT_EQ((*merged)->keys().size(), 120);
  EXPECT_EQ((*merged)->graph()->size(), 120);
}

TEST(SegmentMerge, MakesNothingOfNothingAlive) {
  std::vector<LiveDense> dense{make_dense(2, 1)};
  auto deleted = std::make_shared<Tombstones>();
  deleted->bury(0, 2);
  deleted->bury(1, 2);
  dense[0].deleted = deleted;
  EXPECT_EQ(*merge(dense, graph_threshold, {}), nullptr);
}

TEST(SegmentMerge, KeepsTheKeysOfPostingsInStep) {
  std::vector<LiveLexical> inputs{make_lexical({"leaf", "root", "stem"}, 1), make_lexical({"moss", "fern"}, 10)};
  bury(inputs, std::vector<PointKey>{2});
  const auto merged = merge(inputs);
  ASSERT_TRUE(merged);
  EXPECT_THAT((*merged)->keys().keys(), ElementsAre(1, 3, 10, 11));
  EXPECT_EQ((*merged)->postings().documents(), 4);
}

TEST(IndexState, HoldsAKeyOnceHoweverOftenItIsAdded) {
  PartitionIndex index;
  const auto segment = make_dense(10, 1).segment;
  apply(index, {.removed = {}, .dense = segment, .lexical = nullptr});
  apply(index, {.removed = {}, .dense = make_dense(5, 3).segment, .lexical = nullptr});
  std::size_t alive = 0;
  for (const auto& live : index.dense) alive += live.alive();
  EXPECT_EQ(alive, 10);
}

TEST(MergePolicy, LeavesAFewSegmentsAlone) {
  EXPECT_THAT(choose_merge(std::vector<SegmentSize>{{.total = 10}, {.total = 10}}, {}), IsEmpty());
  EXPECT_THAT(choose_merge({}, {}), IsEmpty());
}

TEST(MergePolicy, MergesTheSmallOnesAndSparesTheLarge) {
  const std::vector<SegmentSize> sizes{{.total = 10}, {.total = 10'000}, {.total = 12}, {.total = 9}, {.total = 8}};
  EXPECT_THAT(choose_merge(sizes, {.growth = 8, .free_segments = 4}), ElementsAre(2, 0, 3, 4));
}

TEST(MergePolicy, TakesTheLargeOneWhenTheOthersHaveGrown) {
  const std::vector<SegmentSize> sizes{
      {.total = 10'000}, {.total = 400}, {.total = 400}, {.total = 400}, {.total = 400}};
  EXPECT_THAT(choose_merge(sizes, {.growth = 8, .free_segments = 4}), ElementsAre(0, 1, 2, 3, 4));
}

TEST(MergePolicy, WritesARottenSegmentAnewByItself) {
  const std::vector<SegmentSize> sizes{{.total = 100, .deleted = 26}};
  EXPECT_THAT(choose_merge(sizes, {}), ElementsAre(0));
}

TEST(MergePolicy, GivesALargeScannedSegmentItsGraph) {
  EXPECT_THAT(choose_merge(std::vector<SegmentSize>{{.total = 5000, .wants_graph = true}}, {}), ElementsAre(0));
}

}  // namespace
}  // namespace edify::store::test
