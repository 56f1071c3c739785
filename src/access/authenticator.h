// The one place that turns what a request brings into who asks.
//
//   Authorization: Bearer <JWT>       a configured issuer's access token, checked by oidc::Issuer
//                                     Edify's own token (`edify token`), where local tokens are accepted
//   Authorization: Bearer edify_…     an API key of the register
//   X-API-Key: edify_…                the same
//   Cookie                            a web session, where no header names anybody
//
// Whoever it is, a denied user is refused. Lifetime: what Parts point to outlives the Authenticator. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/credentials.h"
#include "access/live_register.h"
#include "access/oidc/issuer.h"
#include "access/session/session_cookies.h"
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
  // What is not there is not accepted.
  struct Parts {
    const TokenKey* local_key = nullptr;  // of Edify's own tokens
    const oidc::Issuers* issuers = nullptr;
    LiveRegister* live = nullptr;  // API keys, denied users, ended sessions
    const SessionCookies* sessions = nullptr;
  };

  explicit Authenticator(Parts parts) : parts_(parts) {}

  // Errors: unauthenticated (`missing_token`: nothing was sent; others: what was sent is refused), forbidden (genuine,
  // but denied, or with a role or a grade that is unknown here; a session's request from a foreign page), unavailable
  // (`keys_pending`: the issuer is being asked for its keys, and whoever has Patience::some may wait for them).
  Result<Principal> authenticate(const Credentials& credentials, oidc::Patience patience = oidc::Patience::none) const;

  // The caller as the body wants it: narrowed, or, by a key that may act for users, the user that the body names.
  // Errors: those of narrow() and act_for(), forbidden (another user than the caller; a denied one).
  Result<Principal> resolve(const Principal& caller, const Wanted& wanted) const;

 private:
  Result<Principal> verify(const Credentials& credentials, UnixSeconds now, oidc::Patience patience) const;
  Result<Principal> verify_bearer(std::string_view token, UnixSeconds now, oidc::Patience patience) const;
  Result<Principal> verify_key(std::string_view key, UnixSeconds now) const;
  Result<Principal> verify_session(const Credentials& credentials, UnixSeconds now) const;

  Parts parts_;
};

}  // namespace edify::access
