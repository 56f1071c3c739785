// Signing in and out from a browser, and who one is.
//   GET  /auth/login?issuer=…&return_to=/…   302 to the issuer
//   GET  /auth/callback                       302 back, with a session
//   POST /auth/logout                         204, and the session is over
//   GET  /me                                  user, role, grades, and by what they are known
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

// Errors: not_found where no issuer signs browsers in, and those of access::WebLogin.
Result<Response> answer_login(Service& service, const Request& request);
// Blocks while the issuer is asked.
Result<Response> answer_callback(Service& service, const Request& request);
Result<Response> answer_logout(Service& service, const Request& request);

Result<Response> answer_me(Service& service, const Request& request);

}  // namespace edify::api
