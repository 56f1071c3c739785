// Answers that a teacher gives away by a link: POST /shares, and who follows it reads GET /shares/{id} as far as their
// own Scope shows its sources.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_share_create(Service& service, const Request& request);
// Whose answer it is is not told. A link whose answer is gone answers as one that never was.
Result<Response> answer_share(Service& service, const Request& request);
Result<Response> answer_share_delete(Service& service, const Request& request);

}  // namespace edify::api
