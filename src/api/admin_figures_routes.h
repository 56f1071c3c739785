// GET /admin/questions, /admin/feedback, /admin/usage, /admin/trends, /admin/coverage and /admin/kpis: figures, in
// which nobody has a name.
#pragma once

#include <string>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

// A subject that a grade is taught, of the school's own list.
struct CurriculumLine {
  std::string grade;  // normalised
  std::string subject;
  std::string year;  // empty: any
};

Result<Response> answer_admin_questions(Service& service, const Request& request);
Result<Response> answer_admin_feedback(Service& service, const Request& request);
Result<Response> answer_admin_usage(Service& service, const Request& request);
Result<Response> answer_admin_trends(Service& service, const Request& request);
Result<Response> answer_admin_coverage(Service& service, const Request& request);
Result<Response> answer_admin_kpis(Service& service, const Request& request);

}  // namespace edify::api
