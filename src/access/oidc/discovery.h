// What an issuer publishes about itself (OpenID Connect Discovery 1.0): where its keys are, and where browsers sign in.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "access/oidc/issuer_settings.h"
#include "access/oidc/key_set.h"
#include "base/error.h"
#include "http/client.h"

namespace edify::access::oidc {

// A place that can be asked: an endpoint and the target on it.
struct Address {
  http::Endpoint endpoint;
  std::string query;  // "" or "a=b", of an address that has one

  std::string target() const;
  std::string text() const;  // the whole URL
};

struct Published {
  KeySet keys;
  std::optional<Address> authorization;  // where browsers are sent; none: no web sessions
  std::optional<Address> token;
};

// Asks for the discovery document and the keys that it names. Blocks for up to 20 seconds. Errors: unavailable,
// unreadable (not the document of this issuer, or an address that is not https).
Result<Published> discover(const IssuerSettings& settings, http::Client& client, const std::stop_token& stop);

}  // namespace edify::access::oidc
