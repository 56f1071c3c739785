#include "retrieve/cached_answer.h"

#include <gtest/gtest.h>

namespace edify::retrieve {
namespace {

CachedAnswer answer() {
  return {7, UnixSeconds(std::chrono::seconds(1000)), {{11, 5, 0.5F, 0.02}, {12, 6, 0.25F, 0.01}}};
}
constexpr std::string_view key = "answer:1";

TEST(CachedAnswer, ComesBackAsItWasPut) {
  const auto decoded = decode(encode(answer(), key), key);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->generation, 7U);
  EXPECT_EQ(decoded->made, answer().made);
  ASSERT_EQ(decoded->hits.size(), 2U);
  EXPECT_EQ(decoded->hits[1].key, 12U);
  EXPECT_EQ(decoded->hits[1].point, 6U);
  EXPECT_EQ(decoded->hits[1].score, 0.25F);
  EXPECT_EQ(decoded->hits[1].rank_score, 0.01);
}

TEST(CachedAnswer, KeepsThatThereWasNoHit) { EXPECT_TRUE(decode(encode({1, {}, {}}, key), key)->hits.empty()); }

TEST(CachedAnswer, IsNothingWhereTheBytesAreForeign) {
  const std::string bytes = encode(answer(), key);
  EXPECT_FALSE(decode("", key).has_value());
  EXPECT_FALSE(decode(bytes.substr(0, bytes.size() - 1), key).has_value());
  EXPECT_FALSE(decode("{\"json\": \"of another program that shares the cache\"}", key).has_value());
}

TEST(CachedAnswer, IsNothingUnderAnotherKey) { EXPECT_FALSE(decode(encode(answer(), key), "answer:2").has_value()); }

TEST(CachedAnswer, IsNothingWhereAnyBitIsBent) {
  const std::string bytes = encode(answer(), key);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string bent = bytes;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(decode(bent, key).has_value()) << bit;
  }
}

}  // namespace
}  // namespace edify::retrieve
