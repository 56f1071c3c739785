// Keyed hashes, random keys, and keys that are kept in files of their own. By OpenSSL.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace edify {

inline constexpr std::size_t key_bytes = 32;

// HMAC with SHA-256 (RFC 2104): 32 bytes. Thread-safe.
std::string hmac_sha256(std::string_view key, std::string_view text);
// The same as 64 lower-case hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

// Takes as long whether they differ early or late.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// `count` bytes that nobody can guess.
std::string random_bytes(std::size_t count);

std::string to_hex(std::string_view bytes);

// The 32 bytes of a key file (64 hexadecimal digits), which is made with mode 0600 where it is missing; two processes
// that start at once agree on one key. `purpose` names it in errors: "audit". Errors: invalid_argument (others may read
// it, not such a key), unavailable.
Result<Secret> load_or_create_key(const std::filesystem::path& file, std::string_view purpose);

// Whether a key file of that mode and owner is open to others than `user`, who reads it. What is root's may be read by a
// group, since `user` then has it by being in that group alone: so are secrets mounted in a cluster.
bool is_key_file_open(unsigned mode, unsigned owner, unsigned user);

// 64 hexadecimal digits as 32 bytes, white space around them aside; nothing for any other text.
Secret key_from_hex(std::string_view text);

}  // namespace edify
