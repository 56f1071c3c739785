#include "store/embedded/quantized.h"

#include <simsimd/simsimd.h>

namespace edify::store {

QuantizedVector quantize(std::span<const float, embedding_dimension> vector) {
  QuantizedVector quantized;
  static_assert(sizeof(simsimd_bf16_t) == sizeof(quantized.bits[0]));
  for (std::size_t i = 0; i < embedding_dimension; ++i) simsimd_f32_to_bf16(vector[i], &quantized.bits[i]);
  return quantized;
}

float cosine(const QuantizedVector& a, const QuantizedVector& b) {
  simsimd_distance_t dot = 0;
  simsimd_dot_bf16(a.bits.data(), b.bits.data(), embedding_dimension, &dot);
  return static_cast<float>(dot);
}

}  // namespace edify::store
