#include "store/embedded/coarse_vector.h"

#include <simsimd/simsimd.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace edify::store {
namespace {

constexpr std::size_t block_bytes = 32;
constexpr std::size_t planes = 4;  // numbers in a byte
constexpr std::size_t blocks = embedding_dimension / (block_bytes * planes);
static_assert(blocks * block_bytes * planes == embedding_dimension);

using Values = std::array<float, embedding_dimension>;

Values values_of(const HalfVector& vector) {
  Values values;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = simsimd_f16_to_f32(&vector.bits[i]);
  return values;
}

// Where number i lives.
constexpr std::size_t byte_of(std::size_t i) { return i / (block_bytes * planes) * block_bytes + i % block_bytes; }
constexpr unsigned shift_of(std::size_t i) { return 2 * static_cast<unsigned>(i / block_bytes % planes); }

std::int32_t dot(const ByteQuery& query, const CoarseVector& vector) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < embedding_dimension; ++i) {
    sum += (vector.levels[byte_of(i)] >> shift_of(i) & 3) * query.numbers[i];
  }
  return sum;
}

float score_of(std::int32_t dot, const ByteQuery& query, const CoarseVector& vector) {
  return (static_cast<float>(dot) - query.offset) * query.scale * vector.factor;
}

void score_portable(const ByteQuery& query, std::span<const CoarseVector> vectors, std::span<float> scores) {
  for (std::size_t i = 0; i < vectors.size(); ++i) scores[i] = score_of(dot(query, vectors[i]), query, vectors[i]);
}

#ifdef __x86_64__
// One function from vector to vector, so that the query's numbers stay in registers.
__attribute__((target("avx2"))) void score_avx2(const ByteQuery& query, std::span<const CoarseVector> vectors,
                                                std::span<float> scores) {
  const __m256i lowest = _mm256_set1_epi8(3);
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i numbers[blocks * planes];
  for (std::size_t i = 0; i < blocks * planes; ++i) {
    numbers[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query.numbers.data() + i * block_bytes));
  }
  for (std::size_t at = 0; at < vectors.size(); ++at) {
    const CoarseVector& vector = vectors[at];
    // 16 lanes of 16 bits take 12 sums of two products each, at most 12 * 2 * 3 * 127 = 9,144: no overflow.
    __m256i sums = _mm256_setzero_si256();
    for (std::size_t block = 0; block < blocks; ++block) {
      __m256i packed = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(vector.levels.data() + block * block_bytes));
      for (std::size_t plane = 0; plane < planes; ++plane) {
        const __m256i levels = _mm256_and_si256(packed, lowest);
        sums = _mm256_add_epi16(sums, _mm256_maddubs_epi16(levels, numbers[block * planes + plane]));
        packed = _mm256_srli_epi16(packed, 2);
      }
    }
    const __m256i pairs = _mm256_madd_epi16(sums, ones);
    __m128i quarter = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    quarter = _mm_add_epi32(quarter, _mm_shuffle_epi32(quarter, _MM_SHUFFLE(1, 0, 3, 2)));
    quarter = _mm_add_epi32(quarter, _mm_shuffle_epi32(quarter, _MM_SHUFFLE(2, 3, 0, 1)));
    scores[at] = score_of(_mm_cvtsi128_si32(quarter), query, vector);
  }
}
#endif

using Score = void (*)(const ByteQuery&, std::span<const CoarseVector>, std::span<float>);

Score fastest() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) return score_avx2;
#endif
  return score_portable;
}

}  // namespace

CoarseVector to_coarse(const HalfVector& vector) {
  const Values values = values_of(vector);
  const float squares = std::inner_product(values.begin(), values.end(), values.begin(), 0.0F);
  CoarseVector coarse{.levels = {}, .factor = 0};
  if (squares == 0) return coarse;
  const float step = 0.9957F * std::sqrt(squares / embedding_dimension);
  float along = 0;  // of (levels - 1.5) and the vector
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float level = std::clamp(std::floor(values[i] / step) + 2, 0.0F, 3.0F);
    coarse.levels[byte_of(i)] |= static_cast<std::uint8_t>(static_cast<unsigned>(level) << shift_of(i));
    along += (level - 1.5F) * values[i];
  }
  coarse.factor = squares / along;
  return coarse;
}

ByteQuery to_byte_query(const HalfVector& vector) {
  const Values values = values_of(vector);
  float greatest = 0;
  for (const float value : values) greatest = std::max(greatest, std::abs(value));
  ByteQuery query{.numbers = {}, .scale = greatest / 127, .offset = 0};
  if (greatest == 0) return query;
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    query.numbers[i] = static_cast<std::int8_t>(std::lrint(values[i] / query.scale));
    sum += query.numbers[i];
  }
  query.offset = 1.5F * static_cast<float>(sum);
  return query;
}

void rough_cosines(const ByteQuery& query, std::span<const CoarseVector> vectors, std::span<float> scores) {
  static const Score score = fastest();
  score(query, vectors, scores);
}

}  // namespace edify::store
