// Web sessions: who signed in, sealed into a cookie. No server keeps them, so any number of `edify serve` with one
// session key answer one browser; the register keeps only those that were ended before their time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "access/credentials.h"
#include "access/session/seal.h"
#include "base/error.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::access {

struct Session {
  std::string id;  // random; names the session when it is ended
  Principal principal;
  UnixSeconds expires{};
};

// Immutable; thread-safe.
class SessionCookies {
 public:
  // `public_url`: the origin where browsers find this server, "https://edify.school.example". Of https the cookies are
  // Secure and __Host-; of http, which only the loopback may have, browsers take neither. Empty: whatever name of the
  // loopback the browser came by.
  SessionCookies(Seal seal, std::string public_url, std::chrono::seconds time_to_live);

  // The value of a Set-Cookie that begins a session of `principal`. Errors: internal.
  Result<std::string> begin(const Principal& principal, UnixSeconds now) const;
  // That makes the browser forget it.
  std::string forget() const;

  // Nothing where the request has no session's cookie. Errors: unauthenticated (`invalid_session`: not ours, changed,
  // over; or two cookies of the name), forbidden (`cross_site`: a request that changes something does not come from a
  // page of this server).
  Result<std::optional<Session>> read(const Credentials& credentials, UnixSeconds now) const;

  // The same for the cookie that a sign-in needs until its end.
  Result<std::string> keep_login(std::string_view text, std::chrono::seconds time) const;
  std::string forget_login() const;
  std::optional<std::string> read_login(std::string_view cookie_header) const;

  const std::string& public_url() const { return public_url_; }

  // Whether the browser says that the request was made by a page of this server.
  bool comes_from_our_page(const Credentials& credentials) const;

 private:
  std::string name_of(std::string_view name) const;
  std::string set_cookie(std::string_view name, std::string_view value, std::chrono::seconds time) const;
  Seal seal_;
  std::string public_url_;
  std::chrono::seconds time_to_live_;
};

}  // namespace edify::access
