// POST /feedback and /survey: what people thought of an answer of their own, and of the service.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_feedback(Service& service, const Request& request);
Result<Response> answer_survey(Service& service, const Request& request);

}  // namespace edify::api
