// GET /openapi.json: the HTTP contract as OpenAPI 3.1, made from the table of routes, so that it cannot lag behind.
#pragma once

#include <string>
#include <string_view>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

std::string openapi_document(std::string_view version);

Result<Response> answer_openapi(Service& service, const Request& request);

}  // namespace edify::api
