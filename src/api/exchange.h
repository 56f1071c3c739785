// One request and its answer as handlers see them, free of sockets and of the HTTP library. Plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/principal.h"

namespace edify::api {

// Views point into the connection's message, which outlives the handler.
struct Request {
  std::string_view method;  // "GET", as sent
  std::string_view path;    // without the query part, as sent (not percent-decoded)
  std::string_view authorization;
  std::string_view content_type;
  std::string_view body;
  std::string id;                      // X-Request-Id
  std::optional<Principal> principal;  // of a verified token
  std::chrono::steady_clock::time_point arrived;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those that every answer carries
};

}  // namespace edify::api
