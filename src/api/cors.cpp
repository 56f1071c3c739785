#include "api/cors.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/problem.h"

namespace edify::api {
namespace {

bool is_listed(std::string_view origin, const std::vector<std::string>& origins) {
  if (origin.empty()) return false;
  return std::ranges::any_of(origins, [&](const std::string& each) { return each == "*" || each == origin; });
}

bool is_origin(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0) return false;
  const auto rest = text.substr(scheme_end + 3);
  return !rest.empty() && rest.find_first_of("/?#@* ") == std::string_view::npos;
}

}  // namespace

Result<void> check_origins(const std::vector<std::string>& origins) {
  for (const auto& origin : origins) {
    if (origin == "*" || is_origin(origin)) continue;
    return fail(ErrorCode::invalid_argument,
                fmt::format("server.cors_origins: {} is no origin; write it as https://portal.school.example", origin),
                "configuration");
  }
  return {};
}

void allow_origin(const Request& request, const std::vector<std::string>& origins, Response& response) {
  if (origins.empty()) return;
  response.headers.emplace_back("Vary", "Origin");
  if (!is_listed(request.origin, origins)) return;
  const bool any = std::ranges::find(origins, "*") != origins.end();
  response.headers.emplace_back("Access-Control-Allow-Origin", any ? std::string("*") : std::string(request.origin));
  response.headers.emplace_back("Access-Control-Expose-Headers",
                                "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, traceparent");
}

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && !request.origin.empty() && !request.requested_method.empty();
}

Response answer_preflight(const Request& request, const std::vector<std::string>& origins,
                          const std::string& allowed_methods) {
  if (allowed_methods.empty()) {
    return problem(404, "there is nothing here; /docs lists what there is", "not_found", request.id);
  }
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.headers.emplace_back("Allow", allowed_methods);
  if (!is_listed(request.origin, origins)) return response;
  response.headers.emplace_back("Access-Control-Allow-Methods", allowed_methods);
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                "Authorization, Content-Type, X-Request-Id, traceparent, If-None-Match");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace edify::api
