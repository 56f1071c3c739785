// Vectors in two bits a number: small and quick enough to look at every one of a Scope, good enough to choose whose
// half precision is looked at. Pure functions, thread-safe.
//
// A number x is kept as one of four levels, -1.5, -0.5, 0.5, 1.5 steps, a step being 0.9957 standard deviations (the
// best for a normal distribution: Max, "Quantizing for minimum distortion", 1960). The factor beside the levels
// makes the estimate unbiased along the vector itself, as in RaBitQ (Gao and Long, 2024). The query is not made
// coarse but kept in bytes. Figures: docs/decisions/dense-scan.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "store/embedded/quantized.h"

namespace edify::store {

struct CoarseVector {
  // Levels 0-3. Byte 32 b + i holds the numbers 128 b + i, + 32, + 64 and + 96, the first in its lowest bits: so 32
  // bytes become four times 32 numbers with shifts and masks alone.
  std::array<std::uint8_t, embedding_dimension / 4> levels;
  float factor;  // the vector is about (levels - 1.5) * factor
};
static_assert(sizeof(CoarseVector) == 100);

struct ByteQuery {
  std::array<std::int8_t, embedding_dimension> numbers;
  float scale;   // number * scale is the value
  float offset;  // 1.5 times the sum of the numbers
};

CoarseVector to_coarse(const HalfVector& vector);
ByteQuery to_byte_query(const HalfVector& vector);

// About the dot products, one a vector: over MiniLM's vectors of 100,000 chunks, the 100 nearest are among the 800
// best of these 99.7 times in 100. The same pair gives the same bits on every machine. `scores` is as long as
// `vectors`.
void rough_cosines(const ByteQuery& query, std::span<const CoarseVector> vectors, std::span<float> scores);

}  // namespace edify::store
