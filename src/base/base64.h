// Base64 (RFC 4648, with padding). Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edify {

std::string base64_encode(std::string_view bytes);
// Nothing where the text is not base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace edify
