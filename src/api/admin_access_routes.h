// GET /admin/keys, /admin/denied, /admin/audit and /admin/settings: who is let in, what was done, how the program is
// set. Read-only; no secret is in any of them.
#pragma once

#include <string>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

// A setting as it is in force.
struct SettingView {
  std::string key;
  std::string value;   // masked where it is a secret; empty where nobody set it
  std::string origin;  // "default", a file's name, or a variable's
};

Result<Response> answer_admin_keys(Service& service, const Request& request);
Result<Response> answer_admin_denied(Service& service, const Request& request);
Result<Response> answer_admin_audit(Service& service, const Request& request);
Result<Response> answer_admin_settings(Service& service, const Request& request);

}  // namespace edify::api
