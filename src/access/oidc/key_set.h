// An issuer's public keys (RFC 7517), each bound to the algorithms that its type is for. Immutable; thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct _cjose_jwk_int;  // cjose's own name for its key type, so that this header stays free of cjose

namespace edify::access::oidc {

struct VerificationKey {
  std::string id;         // `kid`
  std::string type;       // RSA or EC
  std::string algorithm;  // `alg`, "" where the key does not say
  std::string issuer;     // Entra ID: whose tokens it signs, with {tenantid} for any tenant; "" elsewhere
  std::size_t signature_bytes = 0;
  std::shared_ptr<const _cjose_jwk_int> key;

  // RS256 and PS256 with RSA, ES256 with P-256, and nothing else than the key itself says.
  bool is_for(std::string_view wanted) const;
};

class KeySet {
 public:
  // Leaves out what can not check a signature here: other types and curves (symmetric keys among them), RSA below 2,048
  // bits, keys for encryption, keys without an id. Errors: unreadable (not a strict JSON key set, or no key is left).
  static Result<KeySet> parse(std::string_view json);

  // nullptr where no key has this id and is for this algorithm.
  const VerificationKey* find(std::string_view id, std::string_view algorithm) const;
  std::size_t size() const { return keys_.size(); }

 private:
  std::vector<VerificationKey> keys_;
};

}  // namespace edify::access::oidc
