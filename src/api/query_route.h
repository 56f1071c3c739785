// POST /query: a question inside the token's Scope → ranked, citable hits.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

// Blocks while it embeds and searches. Errors: those of parse_query_request and retrieve; forbidden where the body
// asks for more than the token allows.
Result<Response> answer_query(Service& service, const Request& request);

}  // namespace edify::api
