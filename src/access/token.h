// Edify's own bearer tokens, for set-up and tests: JSON Web Tokens (RFC 7519) signed with HMAC SHA-256, checked as RFC
// 8725 advises.
//
//   header {"alg":"HS256","typ":"JWT"}
//   claims {"iss":"edify","aud":"edify","sub":user,"role":…,"grades":[…] or ["*"],"iat":…,"nbf":…,"exp":…}
//
// Functions here are thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "access/claim_values.h"
#include "access/jws.h"
#include "access/token_key.h"
#include "base/error.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::access {

// Longer tokens are refused before anything is decoded.
inline constexpr std::size_t max_token_bytes = 4096;
inline constexpr std::chrono::hours max_token_ttl{24 * 366};

// A token that is valid in [now, now + ttl). Errors: invalid_argument (ttl not in (0, max_token_ttl], user empty, too
// long or not printable UTF-8, a grade that is not normalised).
Result<std::string> sign_token(const TokenKey& key, const Principal& principal, std::chrono::seconds ttl,
                               UnixSeconds now);

// The principal that the token names. The algorithm is pinned: a token that asks for any other (or `none`) is
// refused before its signature is looked at.
// Errors: unauthenticated (malformed, tampered, expired, not yet valid, not for Edify),
// forbidden (genuine, but its role or a grade is unknown here).
Result<Principal> verify_token(const TokenKey& key, std::string_view token, UnixSeconds now);
// The same for one that has been read.
Result<Principal> verify_token(const TokenKey& key, const Jws& jws, UnixSeconds now);

}  // namespace edify::access
