// Cross-origin requests of browsers (https://fetch.spec.whatwg.org/#http-cors-protocol): answered for listed origins,
// and never with credentials. A page elsewhere sends its own bearer token; the cookie of our own pages is not sent
// along, so it can not be misused from there. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

// Errors: invalid_argument, naming what is neither "*" nor scheme://host[:port].
Result<void> check_origins(const std::vector<std::string>& origins);

// Adds Access-Control-Allow-Origin where the request's origin is listed, and Vary: Origin where any origin is.
void allow_origin(const Request& request, const std::vector<std::string>& origins, Response& response);

// Whether this is a browser's question before the request proper.
bool is_preflight(const Request& request);

// The answer to it: what may be sent to this path from a listed origin; nothing of it for others, whose browser then
// refuses. `allowed_methods` as in an Allow header; empty for an unknown path, which is 404.
Response answer_preflight(const Request& request, const std::vector<std::string>& origins,
                          const std::string& allowed_methods);

}  // namespace edify::api
