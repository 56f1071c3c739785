#include "store/embedded/quantized.h"

#include <simsimd/simsimd.h>

namespace edify::store {

HalfVector to_half(std::span<const float, embedding_dimension> vector) {
  HalfVector half;
  static_assert(sizeof(simsimd_f16_t) == sizeof(half.bits[0]));
  for (std::size_t i = 0; i < embedding_dimension; ++i) simsimd_f32_to_f16(vector[i], &half.bits[i]);
  return half;
}

float cosine(const HalfVector& a, const HalfVector& b) {
  simsimd_distance_t dot = 0;
  simsimd_dot_f16(a.bits.data(), b.bits.data(), embedding_dimension, &dot);
  return static_cast<float>(dot);
}

}  // namespace edify::store
