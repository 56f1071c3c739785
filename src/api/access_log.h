// One line a request, at level info, in JSON: enough to follow a request and count, nothing about what was asked.
#pragma once

#include "api/exchange.h"

namespace edify::api {

// The user is a hash, the path is cut to a sane length, and neither query nor token appears. Thread-safe.
void log_access(const Request& request, const Response& response);

}  // namespace edify::api
