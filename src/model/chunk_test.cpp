#include "model/chunk.h"

#include <gtest/gtest.h>

#include <random>

namespace edify {
namespace {

TEST(SpanCodec, GivesBackWhatItWasGivenToATenthOfAPoint) {
  const std::vector<Span> spans = {
      {0, 12, 3, {72.1F, 90.5F, 300, 102.3F}}, {13, 80, 3, {72.1F, 104, 310.2F, 116}}, {80, 80, 4, {-5, 0, 0, 0.1F}}};
  const auto decoded = decode_spans(encode_spans(spans));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, spans);
}

TEST(SpanCodec, KeepsAUsualLineInTenBytesOrSo) {
  std::vector<Span> spans;
  for (std::uint32_t i = 0; i < 100; ++i)
    spans.push_back({i * 80, i * 80 + 79, 1, {72, 72 + 12.0F * static_cast<float>(i), 520, 0}});
  EXPECT_LT(encode_spans(spans).size(), 1400U);
}

TEST(SpanCodec, AnswersAnErrorToDamagedBytes) {
  std::mt19937 random(1);
  const auto good = encode_spans(std::vector<Span>(20, Span{0, 5, 1, {1, 2, 3, 4}}));
  EXPECT_FALSE(decode_spans({}).has_value());
  EXPECT_FALSE(decode_spans(std::span(good).first(good.size() - 1)).has_value());
  for (int round = 0; round < 5000; ++round) {
    auto bad = good;
    for (int i = 0; i < 3; ++i) bad[random() % bad.size()] = static_cast<std::byte>(random());
    (void)decode_spans(bad);  // any answer but a crash
  }
}

}  // namespace
}  // namespace edify
