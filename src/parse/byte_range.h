// Pieces of a document by their place, for formats whose structure is offsets and lengths. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/range_reader.h"

namespace edify::parse {

// [offset, offset + length), shorter where the document ends before; allocates `length` bytes, so the caller bounds it.
Result<std::string> read_range(RangeReader& reader, std::uint64_t offset, std::size_t length);

// An unsigned number of `width` bytes (1 … 8) at `offset`, which must lie within.
std::uint64_t little_endian(std::string_view bytes, std::size_t offset, int width);

}  // namespace edify::parse
