// The claims set of Edify's own tokens: Principal ↔ JSON (RFC 7519, section 4). Pure, thread-safe; token.h adds the
// signature.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <string>

#include "base/error.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::access {

// Errors: invalid_argument, see sign_token.
Result<std::string> encode_claims(const Principal& principal, std::chrono::seconds ttl, UnixSeconds now);

// Whether the claims say that Edify itself issued the token; true or not.
bool is_local(const boost::json::object& claims);

// Only for claims whose signature has been verified. Errors: unauthenticated, forbidden, see verify_token.
Result<Principal> decode_claims(const boost::json::object& claims, UnixSeconds now);

}  // namespace edify::access
