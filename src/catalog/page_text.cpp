#include "catalog/page_text.h"

#include <zlib.h>

namespace edify::catalog {
namespace {

// More than the parser makes of a page; a damaged database must not make us allocate what it says.
constexpr std::size_t most_text_bytes = 4U << 20;

}  // namespace

std::string pack_page_text(std::string_view text) {
  uLongf size = compressBound(text.size());
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  packed.resize(size);
  return packed;
}

std::optional<std::string> unpack_page_text(std::span<const std::byte> packed, std::int64_t size) {
  if (size < 0 || static_cast<std::size_t>(size) > most_text_bytes) return std::nullopt;
  std::string text(static_cast<std::size_t>(size), '\0');
  uLongf length = text.size();
  const int code = ::uncompress(reinterpret_cast<Bytef*>(text.data()), &length,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (code != Z_OK || length != text.size()) return std::nullopt;
  return text;
}

}  // namespace edify::catalog
