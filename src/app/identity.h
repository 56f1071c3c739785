// Who is let in, put together from the configuration: what `serve` hands to the API, and what `doctor` looks at.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "access/authenticator.h"
#include "access/session/demo_login.h"
#include "access/session/web_login.h"
#include "app/config.h"
#include "base/error.h"
#include "catalog/access_register.h"

namespace edify::app {

// The parts in the order in which they stand on each other; none moves once it is made.
class Identity {
 public:
  // Makes the keys of the data folder where they are missing, reads the register, and begins to ask the issuers for
  // their keys. Errors: those of the keys and the register; invalid_argument (a CA file that can not be read).
  static Result<std::unique_ptr<Identity>> open(const Config& config);

  const access::Authenticator& authenticator() const { return *authenticator_; }
  // nullptr where the demo is off.
  const access::DemoLogin* demo_login() const { return demo_login_ ? &*demo_login_ : nullptr; }
  // nullptr where nobody signs in from a browser.
  const access::WebLogin* web_login() const { return web_login_ ? &*web_login_ : nullptr; }

 private:
  Identity() = default;
  Result<void> open_sessions(const Config& config);

  std::optional<access::TokenKey> local_key_;
  std::unique_ptr<catalog::AccessRegister> register_;
  std::unique_ptr<access::LiveRegister> live_;
  std::optional<access::oidc::Issuers> issuers_;
  std::optional<access::SessionCookies> sessions_;
  std::optional<access::WebLogin> web_login_;
  std::optional<access::DemoLogin> demo_login_;
  std::optional<access::Authenticator> authenticator_;
};

// What must not be so where strangers can reach the server: Edify's own tokens accepted, no issuer and so nobody but
// API keys, an issuer or a public address in the clear. Errors: invalid_argument, naming the setting.
Result<void> check_identity_for_production(const Config& config);

// Asks an issuer what `serve` would ask it; blocks for up to 20 seconds. A line for people. Errors: those of
// discover().
Result<std::string> examine_issuer(const access::oidc::IssuerSettings& settings);

}  // namespace edify::app
