// The text of a scanned page as it is stored: compressed, about 3 KB. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace edify::catalog {

std::string pack_page_text(std::string_view text);
// `size`: of the text, in bytes. Nothing where this is not what pack_page_text() made of so many.
std::optional<std::string> unpack_page_text(std::span<const std::byte> packed, std::int64_t size);

}  // namespace edify::catalog
