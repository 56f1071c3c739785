// Small integers in a fixed number of bits each, as Lucene and Lemire's libraries pack posting blocks. Little-endian
// bit order. Pure, thread-safe.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace edify::store::lexical {

static_assert(std::endian::native == std::endian::little, "packed bits are loaded as little-endian words");

// unpack() loads whole words, so this many readable bytes must follow packed data.
inline constexpr std::size_t unpack_overrun = 8;

// Bits that the largest of `values` needs, 0-32.
int bit_width_of(std::span<const std::uint32_t> values);

constexpr std::size_t packed_size(std::size_t count, int width) {
  return (count * static_cast<std::size_t>(width) + 7) / 8;
}

// Appends packed_size(values.size(), width) bytes. Every value fits in `width` bits.
void pack(std::span<const std::uint32_t> values, int width, std::vector<std::byte>& out);

// Reads values.size() values of `width` (0-32) bits from `packed`, which has packed_size() + unpack_overrun bytes.
void unpack(const std::byte* packed, int width, std::span<std::uint32_t> values);

}  // namespace edify::store::lexical
