// The web app's files as they were built (web/), with what a browser may do with each. They are read once, at the
// start: what is served is of one build, whatever happens to the folder. Immutable, so sharing between threads is safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "api/asset.h"
#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

struct WebFile {
  Asset asset;
  std::string content_type;
  std::string content_security_policy;
};

class WebApp {
 public:
  // Reads `folder`: index.html, what stands beside it, and assets/; NAME.gz and NAME.br are NAME packed, made by the
  // build. Errors: not_found (no index.html), unreadable (a file that can not be read).
  static Result<WebApp> load(const std::filesystem::path& folder);

  // `path` as in a request: "/assets/main-1a2b.js". "/" and whatever is below "/app" and "/shared" is the app's page.
  // nullptr: there is no such file.
  const WebFile* find(std::string_view path) const;

 private:
  std::map<std::string, WebFile, std::less<>> files_;  // by path
};

// A file of the app. Errors: not_found, also where no app is served.
Result<Response> answer_web_file(Service& service, const Request& request);

}  // namespace edify::api
