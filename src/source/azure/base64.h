// Base64 (RFC 4648, with padding) and the keyed hash that Azure signs with. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edify::source::azure {

std::string base64_encode(std::string_view bytes);
// Nothing where the text is not base64.
std::optional<std::string> base64_decode(std::string_view text);

// HMAC-SHA-256 (RFC 2104), by OpenSSL: raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace edify::source::azure
