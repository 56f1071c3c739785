// Lengths as people count them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace edify::api {

// Unicode code points of valid UTF-8: every byte but continuation bytes (10xxxxxx) starts one.
inline std::size_t count_code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace edify::api
