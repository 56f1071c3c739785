// GET /docs: one HTML page that reads /openapi.json, shows it, and lets one try it. Nothing comes from elsewhere, and
// its Content-Security-Policy names its own script and style by hash, so nothing else can run in it.
#pragma once

#include <string>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

struct DocsPage {
  Asset html;
  std::string content_security_policy;
};

DocsPage make_docs_page();

Result<Response> answer_docs(Service& service, const Request& request);

}  // namespace edify::api
