// POST /admin/users/deny, /admin/users/allow and /admin/keys/{id}/revoke: who is not let in any more. As `edify user`
// and `edify key` do it: every running server knows within access.register_interval.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

// Denying twice replaces the reason. Errors: invalid_argument; conflict (oneself).
Result<Response> answer_admin_deny(Service& service, const Request& request);
// Errors: invalid_argument; not_found (not denied).
Result<Response> answer_admin_allow(Service& service, const Request& request);
// Errors: not_found (no such key, or one that is revoked).
Result<Response> answer_admin_key_revoke(Service& service, const Request& request);

}  // namespace edify::api
