#include "api/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "api/openapi_responses.h"
#include "api/openapi_schemas.h"
#include "api/routes.h"
#include "api/service.h"

namespace edify::api {
namespace {

namespace json = boost::json;

constexpr std::string_view description =
    "Questions over a school network's documents, answered with passages that cite their page. Every answer carries "
    "X-Request-Id (yours, where you send one); errors are application/problem+json. A method that a path does not take "
    "is answered with 405 and Allow; HEAD is answered wherever GET is.";

json::object security_schemes() {
  return {
      {"bearer",
       {{"type", "http"},
        {"scheme", "bearer"},
        {"bearerFormat", "JWT"},
        {"description", "A token of the school's identity provider, or of `edify token` where those are accepted"}}},
      {"api_key",
       {{"type", "apiKey"},
        {"in", "header"},
        {"name", "X-API-Key"},
        {"description", "A key of `edify key create`; `Authorization: Bearer` takes it too"}}},
      {"session",
       {{"type", "apiKey"},
        {"in", "cookie"},
        {"name", "__Host-edify-session"},
        {"description", "A browser's session, made by /auth/login"}}}};
}

json::array security_of(const Route& route) {
  json::array alternatives;
  if (route.access == Access::open) return alternatives;
  if (route.access == Access::optional) alternatives.emplace_back(json::object{});
  for (const auto& scheme : security_schemes()) alternatives.emplace_back(json::object{{scheme.key(), json::array{}}});
  return alternatives;
}

json::object operation(const Route& route) {
  json::object operation{{"operationId", route.operation_id},
                         {"summary", route.summary},
                         {"security", security_of(route)},
                         {"responses", responses_of(route)}};
  if (!route.request_schema.empty()) {
    const json::object schema{{"$ref", fmt::format("#/components/schemas/{}", route.request_schema)}};
    operation["requestBody"] =
        json::object{{"required", true}, {"content", {{"application/json", {{"schema", schema}}}}}};
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

}  // namespace

std::string openapi_document(std::string_view version) {
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Edify"},
        {"version", version},
        {"description", description},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"paths", paths()},
      {"components",
       {{"securitySchemes", security_schemes()},
        {"headers", header_components()},
        {"responses", response_components()},
        {"schemas", json::parse({openapi_schemas.data(), openapi_schemas.size()})}}},
  };
  return json::serialize(document);
}

Result<Response> answer_openapi(Service& service, const Request&) {
  Response response;
  response.asset = &service.openapi();
  return response;
}

}  // namespace edify::api
