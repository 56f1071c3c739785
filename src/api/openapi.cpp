#include "api/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <vector>

#include "api/openapi_schemas.h"
#include "api/problem.h"
#include "api/routes.h"
#include "api/service.h"

namespace edify::api {
namespace {

namespace json = boost::json;

constexpr std::string_view description =
    "Questions over a school network's documents, answered with passages that cite their page. Every answer carries "
    "X-Request-Id (yours, where you send one); errors are application/problem+json.";

json::object reference(std::string_view kind, std::string_view name) {
  return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}};
}

json::object headers_of(unsigned status) {
  json::object headers{{"X-Request-Id", reference("headers", "X-Request-Id")}};
  const auto add = [&](std::string_view name, std::string_view meaning) {
    headers[name] = json::object{{"description", meaning}, {"schema", {{"type", "string"}}}};
  };
  if (status == 401) add("WWW-Authenticate", "Which credentials are expected");
  if (status == 503) add("Retry-After", "Seconds to wait");
  return headers;
}

json::object content(std::string_view type, json::object schema) {
  return {{type, json::object{{"schema", std::move(schema)}}}};
}

json::object success(const Route& route) {
  return {{"description", "OK"},
          {"headers", headers_of(200)},
          {"content", route.response_schema.empty()
                          ? content("text/html", {{"type", "string"}})
                          : content("application/json", reference("schemas", route.response_schema))}};
}

json::object failure(unsigned status, std::string_view text) {
  return {{"description", text},
          {"headers", headers_of(status)},
          {"content", content("application/problem+json", reference("schemas", "Problem"))}};
}

std::vector<unsigned> failures_of(const Route& route) {
  std::vector<unsigned> statuses;
  if (!route.request_schema.empty()) statuses.insert(statuses.end(), {400, 413, 415});
  if (route.access == Access::bearer || route.access == Access::admin) statuses.insert(statuses.end(), {401, 403});
  if (route.lane != Lane::here) statuses.push_back(503);
  return statuses;
}

json::array security_of(const Route& route) {
  const json::object bearer{{"bearer", json::array{}}};
  switch (route.access) {
    case Access::open: return {};
    case Access::optional: return {json::object{}, bearer};
    case Access::bearer:
    case Access::admin: return {bearer};
  }
  return {};
}

json::object operation(const Route& route) {
  json::object responses{{"200", success(route)}};
  for (const unsigned status : failures_of(route)) {
    responses[std::to_string(status)] = failure(status, status_title(status));
  }
  responses["default"] = failure(500, "Any other error");
  json::object operation{{"operationId", route.operation_id},
                         {"summary", route.summary},
                         {"security", security_of(route)},
                         {"responses", std::move(responses)}};
  if (!route.request_schema.empty()) {
    operation["requestBody"] = json::object{
        {"required", true}, {"content", content("application/json", reference("schemas", route.request_schema))}};
  }
  return operation;
}

json::object paths() {
  json::object paths;
  for (const auto& route : routes()) {
    std::string method(route.method);
    std::ranges::transform(method, method.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto& path = paths[route.path];
    if (path.is_null()) path = json::object{};
    path.get_object()[method] = operation(route);
  }
  return paths;
}

json::object components() {
  const json::object bearer{{"type", "http"},
                            {"scheme", "bearer"},
                            {"bearerFormat", "JWT"},
                            {"description", "A token made by `edify token`; some routes need an admin's"}};
  const json::object request_id{
      {"description", "Names the request in answers and logs"}, {"required", true}, {"schema", {{"type", "string"}}}};
  return {{"securitySchemes", {{"bearer", bearer}}},
          {"headers", {{"X-Request-Id", request_id}}},
          {"schemas", json::parse({openapi_schemas.data(), openapi_schemas.size()})}};
}

}  // namespace

std::string openapi_document(std::string_view version) {
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Edify"},
        {"version", version},
        {"description", description},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"paths", paths()},
      {"components", components()},
  };
  return json::serialize(document);
}

Result<Response> answer_openapi(Service& service, const Request&) {
  Response response;
  response.body = service.openapi();
  return response;
}

}  // namespace edify::api
