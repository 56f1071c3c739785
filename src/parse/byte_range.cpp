#include "parse/byte_range.h"

#include <span>

namespace edify::parse {

Result<std::string> read_range(RangeReader& reader, std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  std::size_t filled = 0;
  while (filled < length) {
    EDIFY_TRY(const std::size_t count,
              reader.read(offset + filled, std::as_writable_bytes(std::span(bytes).subspan(filled))));
    if (count == 0) break;
    filled += count;
  }
  bytes.resize(filled);
  return bytes;
}

std::uint64_t little_endian(std::string_view bytes, std::size_t offset, int width) {
  std::uint64_t value = 0;
  for (int i = width; i > 0; --i) value = (value << 8) | static_cast<unsigned char>(bytes[offset + i - 1]);
  return value;
}

}  // namespace edify::parse
