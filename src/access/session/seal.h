// Encrypts and authenticates small texts that a browser keeps for us (AES-256-GCM, NIST SP 800-38D, by OpenSSL).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/token_key.h"
#include "base/error.h"
#include "base/secret.h"

namespace edify::access {

// The nonce is 96 random bits: 2^32 seals a key, which are more than a school's sign-ins of a century, are safe.
// Immutable; thread-safe.
class Seal {
 public:
  explicit Seal(const TokenKey& key);

  // base64url of nonce, ciphertext and tag. What is sealed for one purpose opens for no other.
  // Errors: internal.
  Result<std::string> close(std::string_view purpose, std::string_view text) const;
  // Nothing where it was not sealed with this key for this purpose, whole and unchanged.
  std::optional<std::string> open(std::string_view purpose, std::string_view sealed) const;

 private:
  Secret key_;
};

}  // namespace edify::access
