#include "access/authenticator.h"

#include <algorithm>
#include <cctype>

#include "access/api_key.h"
#include "access/claims.h"
#include "access/jws.h"
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

std::unexpected<Error> missing_token() {
  return fail(ErrorCode::unauthenticated,
              "this needs to know who asks: send Authorization: Bearer <token>, or X-API-Key, or sign in",
              "missing_token");
}

}  // namespace

Result<Principal> Authenticator::authenticate(const Credentials& credentials, oidc::Patience patience) const {
  EDIFY_TRY(Principal principal, verify(credentials, unix_now(), patience));
  if (parts_.live != nullptr) EDIFY_CHECK(parts_.live->check_user(principal.user));
  return principal;
}

Result<Principal> Authenticator::verify(const Credentials& credentials, UnixSeconds now,
                                        oidc::Patience patience) const {
  const auto token = bearer_token(credentials.authorization);
  if (token && !credentials.api_key.empty()) {
    return fail(ErrorCode::unauthenticated, "send a token or an API key, not both", "two_credentials");
  }
  if (!credentials.api_key.empty()) return verify_key(credentials.api_key, now);
  if (token && token->starts_with(api_key_prefix)) return verify_key(*token, now);
  if (token) return verify_bearer(*token, now, patience);
  // A header of another scheme is not the browser's doing: no cookie answers for it.
  if (!credentials.authorization.empty()) return missing_token();
  return verify_session(credentials, now);
}

Result<Principal> Authenticator::verify_bearer(std::string_view token, UnixSeconds now, oidc::Patience patience) const {
  EDIFY_TRY(const Jws jws, read_jws(token));
  // Whose it claims to be chooses who checks it, and only by whom it is checked does it count.
  if (parts_.local_key != nullptr && is_local(jws.claims)) return verify_token(*parts_.local_key, jws, now);
  oidc::Issuer* issuer = parts_.issuers == nullptr ? nullptr : parts_.issuers->find(jws.claims);
  if (issuer == nullptr) return refuse_token("nobody whose tokens are accepted here issued it");
  EDIFY_TRY(Principal principal, issuer->verify_access_token(jws, now, patience));
  if (parts_.issuers->borrows_a_prefix(*issuer, principal.user)) return refuse_token("its user's name can not be one");
  return principal;
}

Result<Principal> Authenticator::verify_key(std::string_view key, UnixSeconds now) const {
  if (parts_.live != nullptr) return parts_.live->find_key(key, now);
  return fail(ErrorCode::unauthenticated, "API keys are not accepted here", "invalid_key");
}

Result<Principal> Authenticator::verify_session(const Credentials& credentials, UnixSeconds now) const {
  if (parts_.sessions == nullptr) return missing_token();
  EDIFY_TRY(auto session, parts_.sessions->read(credentials, now));
  if (!session) return missing_token();
  if (parts_.live != nullptr) EDIFY_CHECK(parts_.live->check_session(session->id));
  return std::move(session->principal);
}

Result<Principal> Authenticator::resolve(const Principal& caller, const Wanted& wanted) const {
  if (!wanted.user || *wanted.user == caller.user) return narrow(caller, wanted.role, wanted.grades);
  if (caller.key == nullptr || !caller.key->may_act_for_users) {
    return fail(ErrorCode::forbidden, "user_id is not the token's user", "user_mismatch");
  }
  EDIFY_TRY(Principal user, act_for(caller, *wanted.user, wanted.role, wanted.grades));
  if (parts_.live != nullptr) EDIFY_CHECK(parts_.live->check_user(user.user));
  return user;
}

}  // namespace edify::access
