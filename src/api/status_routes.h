// GET /health, /stats, /livez, /readyz and /: how the service is, for people, portals and load balancers.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_health(Service& service, const Request& request);
Result<Response> answer_stats(Service& service, const Request& request);
Result<Response> answer_livez(Service& service, const Request& request);
Result<Response> answer_readyz(Service& service, const Request& request);
Result<Response> answer_root(Service& service, const Request& request);

}  // namespace edify::api
