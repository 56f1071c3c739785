// The text of an API key: "edify_" + 43 base62 digits (256 random bits) + 6 base62 digits (CRC-32 of what stands
// before).
//
// The prefix and the checksum are for machines that search repositories and logs for leaked keys: they match
// edify_[0-9A-Za-z]{49} and know a key from a look-alike without asking anybody. What is kept of a key is its SHA-256:
// a slow hash protects passwords, which can be guessed; 256 random bits can not, and every request would pay for it.
// Functions here are thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace edify::access {

inline constexpr std::string_view api_key_prefix = "edify_";

// A new key. Errors: internal (no random numbers).
Result<Secret> make_api_key();

// Right prefix, length, digits and checksum.
bool is_api_key(std::string_view text);

// What the register keeps: 64 hexadecimal digits.
std::string hash_api_key(std::string_view key);

}  // namespace edify::access
