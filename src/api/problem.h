// Errors on the wire: application/problem+json (RFC 9457) and the one table Error code → HTTP status.
// Pure, thread-safe.
#pragma once

#include <string_view>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

unsigned http_status(ErrorCode code);

// "Bad Request" for 400 (RFC 9110).
std::string_view status_title(unsigned status);

// {type, title, status, detail, reason, request_id}. `reason` is a stable snake_case word. Adds WWW-Authenticate to
// 401 and Retry-After to 503.
Response problem(unsigned status, std::string_view detail, std::string_view reason, std::string_view request_id);

// The same for an Error. What went wrong inside (5xx) is logged under the request's id and not told to the caller.
Response problem(const Error& error, std::string_view request_id);

}  // namespace edify::api
