#include "retrieve/cached_answer.h"

#include <gtest/gtest.h>

namespace edify::retrieve {
namespace {

CachedAnswer answer() { return {7, UnixSeconds(std::chrono::seconds(1000)), {{11, 0.5F, 0.02}, {12, 0.25F, 0.01}}}; }

TEST(CachedAnswer, ComesBackAsItWasPut) {
  const auto decoded = decode(encode(answer()));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->generation, 7U);
  EXPECT_EQ(decoded->made, answer().made);
  ASSERT_EQ(decoded->hits.size(), 2U);
  EXPECT_EQ(decoded->hits[1].key, 12U);
  EXPECT_EQ(decoded->hits[1].score, 0.25F);
  EXPECT_EQ(decoded->hits[1].rank_score, 0.01);
}

TEST(CachedAnswer, KeepsThatThereWasNoHit) { EXPECT_TRUE(decode(encode({1, {}, {}}))->hits.empty()); }

TEST(CachedAnswer, IsNothingWhereTheBytesAreForeign) {
  const std::string bytes = encode(answer());
  EXPECT_FALSE(decode("").has_value());
  EXPECT_FALSE(decode(bytes.substr(0, bytes.size() - 1)).has_value());
  EXPECT_FALSE(decode("{\"json\": \"of another program that shares the cache\"}").has_value());
}

}  // namespace
}  // namespace edify::retrieve
