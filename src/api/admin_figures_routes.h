// GET /admin/questions, /admin/feedback, /admin/usage, /admin/trends, /admin/coverage and /admin/kpis: figures, in
// which nobody has a name.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_admin_questions(Service& service, const Request& request);
Result<Response> answer_admin_feedback(Service& service, const Request& request);
Result<Response> answer_admin_usage(Service& service, const Request& request);
Result<Response> answer_admin_trends(Service& service, const Request& request);
Result<Response> answer_admin_coverage(Service& service, const Request& request);
Result<Response> answer_admin_kpis(Service& service, const Request& request);

}  // namespace edify::api
