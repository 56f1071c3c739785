// Signing in from a browser: OpenID Connect's authorization code flow with PKCE (RFC 7636), state and nonce.
//
//   GET /auth/login     → start():  off to the issuer, with a cookie that remembers what was asked
//   GET /auth/callback  → finish(): the code for an ID token, the ID token for a session, and back to the page
//
// The cookie binds the answer to the browser that asked: an answer without it, or to another question, is refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/live_register.h"
#include "access/oidc/issuer.h"
#include "access/session/session_cookies.h"
#include "base/error.h"
#include "http/url.h"
#include "model/document.h"

namespace edify::access {

// Thread-safe; what it is made with outlives it.
class WebLogin {
 public:
  WebLogin(const oidc::Issuers& issuers, const SessionCookies& cookies, LiveRegister& live)
      : issuers_(issuers), cookies_(cookies), live_(live) {}

  // Where the browser goes next, and the Set-Cookie values that go with it.
  struct Redirect {
    std::string location;
    std::vector<std::string> cookies;
    Principal principal = {};  // of finish(): who signed in
  };

  // `parameters`: the query of the request. `issuer`: by which one, the first where it is left out. `return_to`: the
  // page to come back to, a path of this server; anything else is refused, so that nobody is sent away by a link to us.
  // Errors: invalid_argument, not_found (no such issuer), unavailable.
  Result<Redirect> start(std::string_view parameters, UnixSeconds now) const;

  // `parameters`: the query of the callback. Blocks while the issuer is asked. Errors: invalid_argument (`bad_login`:
  // not the answer to a question of this browser; `login_refused`: the issuer says no), unauthenticated, forbidden
  // (what the ID token is refused for), unavailable.
  Result<Redirect> finish(std::string_view parameters, std::string_view cookie_header, UnixSeconds now) const;

  // Ends the request's session, here at once and in other servers when they look. The Set-Cookie values that make the
  // browser forget it; there too where there is no session. Errors: forbidden (`cross_site`), unavailable.
  Result<std::vector<std::string>> sign_out(const Credentials& credentials, UnixSeconds now) const;

 private:
  std::string callback() const { return cookies_.public_url() + "/auth/callback"; }

  const oidc::Issuers& issuers_;
  const SessionCookies& cookies_;
  LiveRegister& live_;
};

// "/", or a path of this server with its query: it starts with one slash, and no byte in it can end a header or be
// taken for another host by a lenient browser.
bool is_own_page(std::string_view path);

}  // namespace edify::access
