// Signing in as somebody of a made-up school, without a password: for `make run` and for tests, on a server that
// listens on the loopback alone (app/ refuses the rest).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "access/credentials.h"
#include "access/session/session_cookies.h"
#include "base/error.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::access {

struct DemoPerson {
  std::string name;
  Principal principal;
};

// Thread-safe; what it is made with outlives it.
class DemoLogin {
 public:
  explicit DemoLogin(const SessionCookies& cookies) : cookies_(cookies) {}

  std::span<const DemoPerson> people() const;

  // The Set-Cookie value of a session as the person whose user is `id`. Errors: not_found, forbidden (`cross_site`: the
  // request does not come from a page of this server).
  Result<std::string> sign_in(std::string_view id, const Credentials& credentials, UnixSeconds now) const;

 private:
  const SessionCookies& cookies_;
};

}  // namespace edify::access
