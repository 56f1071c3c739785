// Signing in and out from a browser, and who one is.
//   GET  /auth/login?issuer=…&return_to=/…   302 to the issuer
//   GET  /auth/callback                       302 back, with a session
//   POST /auth/logout                         204, and the session is over
//   GET  /auth/demo                           {people: [{id, name, role, grades}]}, where web.demo is on
//   POST /auth/demo {id}                      204, with a session as one of them
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

// Errors: not_found where there is no demo, or nobody of that id; forbidden (`cross_site`); invalid_argument.
Result<Response> answer_demo(Service& service, const Request& request);
Result<Response> answer_demo_login(Service& service, const Request& request);

Result<Response> answer_me(Service& service, const Request& request);

}  // namespace edify::api
