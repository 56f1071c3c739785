// The one place that turns what a request brings into who asks.
//
//   Authorization: Bearer <JWT>       Edify's own token (`edify token`), where local tokens are accepted
//
// Lifetime: what Parts point to outlives the Authenticator. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/credentials.h"
#include "access/jws.h"
#include "access/token_key.h"
#include "base/error.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::access {

// As whom a request's body asks; what is left out is the caller's own.
struct Wanted {
  std::optional<std::string> user;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> grades;
};

class Authenticator {
 public:
  struct Parts {
    const TokenKey* local_key = nullptr;  // none: Edify's own tokens are refused
  };

  explicit Authenticator(Parts parts) : parts_(parts) {}

  // Errors: unauthenticated (`missing_token`: nothing was sent; `invalid_token`), forbidden (genuine, but its role or a
  // grade is unknown here).
  Result<Principal> authenticate(const Credentials& credentials) const;

  // The caller as the body wants it: narrowed. Errors: those of narrow(), forbidden (another user than the caller).
  Result<Principal> resolve(const Principal& caller, const Wanted& wanted) const;

 private:
  Result<Principal> verify_bearer(std::string_view token, UnixSeconds now) const;

  Parts parts_;
};

}  // namespace edify::access
