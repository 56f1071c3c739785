#include "store/embedded/quantized.h"

#include <simsimd/simsimd.h>

#include <algorithm>
#include <cmath>

namespace edify::store {

HalfVector to_half(std::span<const float, embedding_dimension> vector) {
  HalfVector half;
  static_assert(sizeof(simsimd_f16_t) == sizeof(half.bits[0]));
  for (std::size_t i = 0; i < embedding_dimension; ++i) simsimd_f32_to_f16(vector[i], &half.bits[i]);
  return half;
}

ByteVector to_bytes(const HalfVector& vector) {
  std::array<float, embedding_dimension> values;
  float greatest = 0;
  for (std::size_t i = 0; i < embedding_dimension; ++i) {
    values[i] = simsimd_f16_to_f32(&vector.bits[i]);
    greatest = std::max(greatest, std::abs(values[i]));
  }
  ByteVector bytes{.numbers = {}, .scale = greatest / 127};
  if (greatest == 0) return bytes;
  for (std::size_t i = 0; i < embedding_dimension; ++i) {
    bytes.numbers[i] = static_cast<std::int8_t>(std::lrint(values[i] / bytes.scale));
  }
  return bytes;
}

float cosine(const HalfVector& a, const HalfVector& b) {
  simsimd_distance_t dot = 0;
  simsimd_dot_f16(a.bits.data(), b.bits.data(), embedding_dimension, &dot);
  return static_cast<float>(dot);
}

float cosine(const ByteVector& a, const ByteVector& b) {
  simsimd_distance_t dot = 0;
  simsimd_dot_i8(a.numbers.data(), b.numbers.data(), embedding_dimension, &dot);
  return static_cast<float>(dot) * a.scale * b.scale;
}

}  // namespace edify::store
