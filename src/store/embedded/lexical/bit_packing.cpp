#include "store/embedded/lexical/bit_packing.h"

#include <cstring>

namespace edify::store::lexical {

int bit_width_of(std::span<const std::uint32_t> values) {
  std::uint32_t all = 0;
  for (const std::uint32_t value : values) all |= value;
  return std::bit_width(all);
}

void pack(std::span<const std::uint32_t> values, int width, std::vector<std::byte>& out) {
  std::uint64_t pending = 0;
  int pending_bits = 0;
  for (const std::uint32_t value : values) {
    pending |= static_cast<std::uint64_t>(value) << pending_bits;
    pending_bits += width;
    for (; pending_bits >= 8; pending_bits -= 8, pending >>= 8) out.push_back(static_cast<std::byte>(pending & 0xFF));
  }
  if (pending_bits > 0) out.push_back(static_cast<std::byte>(pending & 0xFF));
}

void unpack(const std::byte* packed, int width, std::span<std::uint32_t> values) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::size_t bit = 0;
  for (std::uint32_t& value : values) {
    std::uint64_t word = 0;
    std::memcpy(&word, packed + bit / 8, sizeof word);
    value = static_cast<std::uint32_t>((word >> (bit % 8)) & mask);
    bit += static_cast<std::size_t>(width);
  }
}

}  // namespace edify::store::lexical
