#include "store/embedded/lexical/postings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <string>

#include "store/embedded/lexical/bit_packing.h"
#include "store/embedded/lexical/posting_cursor.h"
#include "store/embedded/lexical/random_texts.h"
#include "store/embedded/lexical/search.h"

namespace edify::store::lexical {
namespace {

using Bytes = std::vector<std::byte>;

Bytes build(std::span<const std::string> texts) {
  PostingsBuilder builder;
  for (const std::string& text : texts) builder.add(text);
  return builder.finish();
}

TEST(BitPacking, ReadsBackEveryWidth) {
  std::mt19937 random(1);
  for (int width = 0; width <= 32; ++width) {
    std::vector<std::uint32_t> values(77);
    for (std::uint32_t& value : values) value = width == 0 ? 0 : random() >> (32 - width);
    std::vector<std::byte> packed;
    pack(values, width, packed);
    ASSERT_EQ(packed.size(), packed_size(values.size(), width));
    packed.resize(packed.size() + unpack_overrun);
    std::vector<std::uint32_t> unpacked(values.size());
    unpack(packed.data(), width, unpacked);
    EXPECT_EQ(unpacked, values) << width << " bits";
    EXPECT_LE(bit_width_of(values), width);
  }
}

TEST(Impacts, BoundTheScoreOfEveryPostingAtEveryAverageLength) {
  std::mt19937 random(2);
  ImpactsBuilder builder;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> postings;
    for (std::size_t i = 0; i <= random() % 130; ++i) {
      // Now and then past what the stored points can say.
      const std::uint32_t frequency = 1 + random() % (random() % 20 == 0 ? 2000 : 12);
      postings.emplace_back(frequency, frequency + random() % (random() % 20 == 0 ? 200'000 : 300));
      builder.add(postings.back().first, postings.back().second);
    }
    const Impacts impacts = builder.finish(Bm25(1000, 140'000));
    for (const std::uint64_t average : {1, 10, 140, 100'000}) {
      const Bm25 bm25(100, 100 * average);
      double highest = 0;
      for (const auto& [frequency, length] : postings) highest = std::max(highest, bm25.score(2, frequency, length));
      EXPECT_GE(impacts.max_score(bm25, 2), highest);
    }
  }
}

TEST(Impacts, AreExactForFewPoints) {
  ImpactsBuilder builder;
  const Bm25 bm25(10, 1000);
  builder.add(3, 120);
  builder.add(1, 40);
  builder.add(2, 200);
  EXPECT_EQ(builder.finish(bm25).max_score(bm25, 1), std::max(bm25.score(1, 3, 120), bm25.score(1, 1, 40)));
}

TEST(Postings, HoldEveryTermOfEveryText) {
  std::mt19937 random(3);
  const auto texts = random_texts(random, 700, 300);
  const Bytes bytes = build(texts);
  const auto postings = Postings::open(bytes);
  ASSERT_TRUE(postings) << postings.error().message;
  EXPECT_EQ(postings->documents(), texts.size());

  std::map<std::string, std::map<Ordinal, std::uint32_t>, std::less<>> expected;
  Analyzer analyzer;
  std::uint64_t total = 0;
  for (Ordinal ordinal = 0; ordinal < texts.size(); ++ordinal) {
    const auto terms = analyzer.terms(texts[ordinal]);
    for (const std::string_view term : terms) ++expected[std::string(term)][ordinal];
    EXPECT_EQ(postings->length(ordinal), terms.size());
    total += terms.size();
  }
  EXPECT_EQ(postings->total_length(), total);
  ASSERT_EQ(postings->terms(), expected.size());
  std::uint32_t index = 0;
  for (const auto& [term, list] : expected) {
    EXPECT_EQ(postings->term(index++), term);
    const auto found = postings->find(term);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->document_frequency, list.size());
    PostingCursor cursor(*postings, *found);
    for (const auto& [ordinal, frequency] : list) {
      ASSERT_EQ(cursor.ordinal(), ordinal) << term;
      ASSERT_EQ(cursor.frequency(), frequency) << term;
      cursor.advance_to(ordinal + 1);
    }
    EXPECT_EQ(cursor.ordinal(), end_of_postings);
  }
  EXPECT_FALSE(postings->find("absent"));
  EXPECT_FALSE(postings->find(""));
}

TEST(Postings, OfNoTextsAreValid) {
  const Bytes bytes = build({});
  const auto postings = Postings::open(bytes);
  ASSERT_TRUE(postings);
  EXPECT_EQ(postings->documents(), 0U);
  EXPECT_FALSE(postings->find("cell"));
  EXPECT_EQ(merge({}), bytes);
}

TEST(PostingsBuilder, IsEmptyAfterFinishing) {
  PostingsBuilder builder;
  builder.add("cell");
  builder.finish();
  builder.add("water");
  const Bytes second = builder.finish();
  const std::string water = "water";
  EXPECT_EQ(second, build({&water, 1}));
}

TEST(Merge, GivesTheBytesOfBuildingTheLiveTexts) {
  std::mt19937 random(4);
  for (const unsigned deleted_one_in : {0U, 1U, 2U, 20U}) {
    std::vector<Bytes> segments;
    std::vector<std::vector<std::uint64_t>> deleted;
    std::vector<std::string> live;
    for (const std::size_t count : {400, 0, 1, 129, 900}) {
      const auto texts = random_texts(random, count, 500);
      segments.push_back(build(texts));
      deleted.push_back(random_bitmap(random, count, deleted_one_in));
      for (Ordinal i = 0; i < count; ++i) {
        if (!is_deleted(deleted.back(), i)) live.push_back(texts[i]);
      }
    }
    std::vector<Postings> postings;
    for (const Bytes& segment : segments) postings.push_back(Postings::open(segment).value());
    std::vector<MergeInput> inputs;
    for (std::size_t i = 0; i < postings.size(); ++i) inputs.push_back({&postings[i], deleted[i]});
    EXPECT_EQ(merge(inputs), build(live)) << "one deleted in " << deleted_one_in;
  }
}

TEST(Postings, RefuseWhatIsNoSegmentOrAnotherAnalyzers) {
  const std::string text = "cell";
  Bytes bytes = build({&text, 1});
  EXPECT_FALSE(Postings::open({}));
  EXPECT_FALSE(Postings::open(std::span(bytes).first(bytes.size() - 1)));
  EXPECT_FALSE(Postings::open(std::span(bytes).first(20)));
  Bytes longer = bytes;
  longer.push_back({});
  EXPECT_FALSE(Postings::open(longer));

  Bytes older = bytes;
  const std::uint32_t other_analyzer = analyzer_version + 1;
  std::memcpy(older.data() + offsetof(SegmentHeader, analyzer), &other_analyzer, sizeof other_analyzer);
  const auto opened = Postings::open(older);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "outdated_analyzer");
  bytes[0] = std::byte{0};
  EXPECT_FALSE(Postings::open(bytes));
}

// Under the address sanitizer this proves that no damage reads outside the segment.
TEST(Postings, SurviveDamagedBytes) {
  std::mt19937 random(5);
  const auto texts = random_texts(random, 400, 60);
  const Bytes intact = build(texts);
  std::size_t opened = 0;
  for (int round = 0; round < 3000; ++round) {
    Bytes damaged(intact);
    for (std::size_t flips = 1 + random() % 8; flips > 0; --flips) {
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    }
    const auto postings = Postings::open(damaged);
    if (!postings) continue;
    ++opened;
    const Segment segment{&*postings, {}};
    for (const Match& match : search({&segment, 1}, "w1x w2x w7x w30x", 10)) EXPECT_LT(match.ordinal, texts.size());
    if (round % 10 == 0) {
      const MergeInput input{&*postings, {}};
      EXPECT_TRUE(Postings::open(merge({&input, 1})));
    }
  }
  EXPECT_GT(opened, 1000U);
}

}  // namespace
}  // namespace edify::store::lexical
