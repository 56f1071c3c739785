// A JSON Web Signature in its compact form (RFC 7515), read strictly. Pure, thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

struct _cjose_jwk_int;  // cjose's own name for its key type, so that this header stays free of cjose

namespace edify::access {

// Longer ones are refused before anything is decoded; the tokens of a person in 200 groups have 8 KB.
inline constexpr std::size_t max_jws_bytes = 16 * 1024;

// Nothing in here is true before verify_signature says so.
struct Jws {
  std::string_view text;  // the token; belongs to the caller
  std::string algorithm;
  std::string type;    // `typ`, "" where there is none
  std::string key_id;  // `kid`, "" where there is none
  boost::json::object claims;
  std::size_t signature_bytes = 0;
};

// "the token is not valid: …"
std::unexpected<Error> refuse_token(std::string_view why);

// Errors: unauthenticated (too long, not three canonical base64url parts of strict JSON, empty signature, or a header
// that brings a key, a place to fetch one from, or extensions that must be understood).
Result<Jws> read_jws(std::string_view token);

// Checks the signature with `key`, which the caller has bound to the algorithm. `signature_bytes` is what a signature
// of that key has: the library takes some longer ones. Errors: unauthenticated.
Result<void> verify_signature(const Jws& jws, const _cjose_jwk_int* key, std::size_t signature_bytes);

}  // namespace edify::access
