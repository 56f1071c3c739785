// Base64 for URLs without padding (RFC 4648, section 5). Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edify::access {

std::string encode_base64url(std::string_view bytes);

// The bytes, or nothing where the text is not the one encoding of any: padding, other digits, and stray bits in the
// last digit are refused. One text, one value.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace edify::access
