// Vectors as the dense index holds them: bfloat16, half the memory of float at a cosine error of about 0.001.
// Distances come from SimSIMD's kernels, which are chosen at run time by the processor. Pure, thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/chunk.h"

namespace edify::store {

// Aligned to a cache line, so that a vector touches no more lines than it must.
struct alignas(64) QuantizedVector {
  std::array<std::uint16_t, embedding_dimension> bits;
};
static_assert(sizeof(QuantizedVector) == embedding_dimension * sizeof(std::uint16_t));

QuantizedVector quantize(std::span<const float, embedding_dimension> vector);

// Dot product; for vectors of length 1 the cosine. The same pair always gives the same bits on one machine.
float cosine(const QuantizedVector& a, const QuantizedVector& b);

}  // namespace edify::store
