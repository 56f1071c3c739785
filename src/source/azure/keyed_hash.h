// The keyed hash that Azure signs with. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace edify::source::azure {

// HMAC-SHA-256 (RFC 2104), by OpenSSL: raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace edify::source::azure
