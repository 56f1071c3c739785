// Vectors as the dense index holds them, smaller than the floats that SQLite keeps. Distances come from SimSIMD's
// kernels, which are chosen at run time by the processor. Pure functions, thread-safe.
//
// Why not bfloat16: docs/decisions/dense-scan.md. Recall@10 of a scan of 12,000 clustered vectors, against floats:
// half 0.9995, bfloat16 0.9965; one distance with AVX2: half 60 ns, bfloat16 75 ns.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/chunk.h"

namespace edify::store {

// IEEE half precision: cosines within 0.0005 of the exact ones. Aligned to a cache line, so that a vector touches no
// more lines than it must.
struct alignas(64) HalfVector {
  std::array<std::uint16_t, embedding_dimension> bits;
};
static_assert(sizeof(HalfVector) == embedding_dimension * sizeof(std::uint16_t));

HalfVector to_half(std::span<const float, embedding_dimension> vector);

// Dot product; for vectors of length 1 the cosine. The same pair always gives the same bits on one machine.
float cosine(const HalfVector& a, const HalfVector& b);

}  // namespace edify::store
