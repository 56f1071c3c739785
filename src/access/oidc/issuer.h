// One OpenID Connect issuer: checks its tokens (RFC 7519, RFC 8725, RFC 9068; OpenID Connect Core, 3.1.3.7).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/jws.h"
#include "access/oidc/issuer_settings.h"
#include "access/oidc/key_cache.h"
#include "base/error.h"
#include "http/client.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::access::oidc {

// Thread-safe.
class Issuer {
 public:
  // Begins to ask for the issuer's keys, in the background. Errors: invalid_argument (the CA file can not be read).
  static Result<std::unique_ptr<Issuer>> open(const IssuerSettings& settings);

  const IssuerSettings& settings() const { return settings_; }

  // Whether the claims name this issuer; where it is of many tenants, one of those that are let in.
  bool issued(const boost::json::object& claims) const;

  // The caller that an access token names. Errors: unauthenticated, forbidden (see map_claims), unavailable (see
  // KeyCache::find).
  Result<Principal> verify_access_token(const Jws& token, UnixSeconds now, Patience patience);
  // The same of an ID token that answers a sign-in with `nonce`.
  Result<Principal> verify_id_token(std::string_view token, std::string_view nonce, UnixSeconds now);

  // Where browsers sign in, and codes are exchanged. Errors: unavailable.
  Result<std::shared_ptr<const Published>> published() const { return keys_.published(); }
  http::Client& client() { return *client_; }

 private:
  Issuer(IssuerSettings settings, std::unique_ptr<http::Client> client);
  Result<void> check_signature(const Jws& token, Patience patience);
  Result<void> check_claims(const Jws& token, std::span<const std::string> audiences, UnixSeconds now) const;

  const IssuerSettings settings_;
  std::unique_ptr<http::Client> client_;
  KeyCache keys_;  // last: its thread uses the client
};

// All of them. Thread-safe.
class Issuers {
 public:
  // Errors: those of Issuer::open.
  static Result<Issuers> open(const std::vector<IssuerSettings>& all);

  // Whose token it claims to be; nullptr: nobody's that is configured.
  Issuer* find(const boost::json::object& claims) const;
  // By its name; the first that browsers can sign in by where the name is empty.
  Issuer* find_for_login(std::string_view name) const;
  // True where a user of one issuer is called as only another's users may be.
  bool borrows_a_prefix(const Issuer& issuer, std::string_view user) const;

 private:
  std::vector<std::unique_ptr<Issuer>> all_;
};

}  // namespace edify::access::oidc
