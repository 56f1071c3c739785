#include "store/embedded/coarse_vector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>

namespace edify::store {
namespace {

Embedding random_direction(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  Embedding vector;
  for (float& x : vector) x = normal(random);
  const float length = std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F));
  for (float& x : vector) x /= length;
  return vector;
}

float exact_dot(const Embedding& a, const Embedding& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

float rough(const Embedding& query, const Embedding& vector) {
  const CoarseVector coarse = to_coarse(to_half(vector));
  float score = 0;
  rough_cosines(to_byte_query(to_half(query)), std::span(&coarse, 1), std::span(&score, 1));
  return score;
}

TEST(CoarseVector, EstimatesCosinesWithoutBias) {
  double error = 0;
  double squares = 0;
  constexpr int pairs = 400;
  for (int i = 0; i < pairs; ++i) {
    const Embedding a = random_direction(static_cast<std::uint64_t>(i));
    Embedding b = random_direction(static_cast<std::uint64_t>(i) + 10'000);
    for (std::size_t d = 0; d < b.size(); ++d) b[d] = 0.6F * a[d] + 0.8F * b[d];
    const double difference = rough(a, b) - exact_dot(a, b);
    error += difference;
    squares += difference * difference;
  }
  EXPECT_NEAR(error / pairs, 0, 0.003);
  EXPECT_LT(std::sqrt(squares / pairs), 0.025);
}

TEST(CoarseVector, FindsAVectorEqualToItself) {
  for (std::uint64_t i = 0; i < 50; ++i) EXPECT_NEAR(rough(random_direction(i), random_direction(i)), 1, 0.01);
}

// Each number in its own place: a query that is one axis reads that axis of the vector.
TEST(CoarseVector, KeepsEveryNumberInItsPlace) {
  const Embedding vector = random_direction(1);
  const float step = 0.9957F / std::sqrt(static_cast<float>(embedding_dimension));
  for (std::size_t i = 0; i < embedding_dimension; ++i) {
    Embedding axis{};
    axis[i] = 1;
    const float found = rough(axis, vector);
    EXPECT_EQ(found > 0, vector[i] > 0) << i;
    EXPECT_EQ(std::abs(found) > step, std::abs(vector[i]) > step) << i << ": " << found << ", " << vector[i];
  }
}

TEST(CoarseVector, MakesNothingOfAZeroVector) {
  EXPECT_EQ(rough(random_direction(1), Embedding{}), 0);
  EXPECT_EQ(rough(Embedding{}, random_direction(1)), 0);
}

}  // namespace
}  // namespace edify::store
