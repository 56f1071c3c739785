// The secret that signs tokens: 256 random bits in a file of the data folder, made at first start.
#pragma once

#include <filesystem>
#include <memory>

#include "base/error.h"

struct _cjose_jwk_int;  // cjose's own name for its key type, so that this header stays free of cjose

namespace edify::access {

// Immutable after loading; signing and verifying from many threads at once is safe.
class TokenKey {
 public:
  // Reads the key (a JSON Web Key of type oct), or makes one with mode 0600. Two processes that start at the same
  // time agree on one key. Errors: invalid_argument (group or others can read the file, not a 256-bit key),
  // unavailable (cannot read or write).
  static Result<TokenKey> load_or_create(const std::filesystem::path& file);

  const _cjose_jwk_int* jwk() const { return jwk_.get(); }

 private:
  struct Release {
    void operator()(_cjose_jwk_int* jwk) const;
  };
  explicit TokenKey(_cjose_jwk_int* jwk) : jwk_(jwk) {}
  static Result<TokenKey> load(const std::filesystem::path& file);
  static Result<void> create(const std::filesystem::path& file);

  std::unique_ptr<_cjose_jwk_int, Release> jwk_;
};

}  // namespace edify::access
