#include "access/authenticator.h"

#include <algorithm>
#include <cctype>

#include "access/narrowing.h"
#include "access/token.h"

namespace edify::access {
namespace {

// The credentials of "Bearer <token>" (RFC 6750; the scheme in any case), or nothing.
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return std::nullopt;
  const bool matches = std::ranges::equal(authorization.substr(0, scheme.size()), scheme, [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
  if (!matches) return std::nullopt;
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' ', scheme.size()), authorization.size()));
  return authorization;
}

}  // namespace

Result<Principal> Authenticator::authenticate(const Credentials& credentials) const {
  const auto token = bearer_token(credentials.authorization);
  if (!token) {
    return fail(ErrorCode::unauthenticated, "this needs a token: send Authorization: Bearer <token>", "missing_token");
  }
  return verify_bearer(*token, unix_now());
}

Result<Principal> Authenticator::verify_bearer(std::string_view token, UnixSeconds now) const {
  if (parts_.local_key == nullptr) return refuse_token("nobody whose tokens are accepted here issued it");
  return verify_token(*parts_.local_key, token, now);
}

Result<Principal> Authenticator::resolve(const Principal& caller, const Wanted& wanted) const {
  if (wanted.user && *wanted.user != caller.user) {
    return fail(ErrorCode::forbidden, "user_id is not the token's user", "user_mismatch");
  }
  return narrow(caller, wanted.role, wanted.grades);
}

}  // namespace edify::access
