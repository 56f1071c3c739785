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

json::object all_schemas() {
  json::object schemas;
  for (const std::string_view part : {openapi_schemas, openapi_chat_schemas, openapi_library_schemas}) {
    const json::value parsed = json::parse({part.data(), part.size()});
    for (const auto& schema : parsed.as_object()) schemas.insert(schema);
  }
  return schemas;
}

json::array security_of(const Route& route) {
  json::array alternatives;
  if (route.access == Access::open) return alternatives;
  if (route.access == Access::optional) alternatives.emplace_back(json::object{});
  for (const auto& scheme : security_schemes()) alternatives.emplace_back(json::object{{scheme.key(), json::array{}}});
  return alternatives;
}

// Of the path, and of the query as its schema describes it.
json::array parameters_of(const Route& route, const json::object& schemas) {
  json::array parameters;
  for (auto open = route.path.find('{'); open != std::string_view::npos; open = route.path.find('{', open + 1)) {
    const auto name = route.path.substr(open + 1, route.path.find('}', open) - open - 1);
    parameters.emplace_back(json::object{
        {"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}, {"format", "uuid"}}}});
  }
  if (route.query_schema.empty()) return parameters;
  for (const auto& property : schemas.at(route.query_schema).at("properties").as_object()) {
    parameters.emplace_back(
        json::object{{"name", property.key()}, {"in", "query"}, {"required", false}, {"schema", property.value()}});
  }
  return parameters;
}

json::object operation(const Route& route, const json::object& schemas) {
  json::object operation{{"operationId", route.operation_id},
                         {"summary", route.summary},
                         {"security", security_of(route)},
                         {"responses", responses_of(route)}};
  if (auto parameters = parameters_of(route, schemas); !parameters.empty()) {
    operation["parameters"] = std::move(parameters);
  }
  if (!route.request_schema.empty()) {
    const json::object schema{{"$ref", fmt::format("#/components/schemas/{}", route.request_schema)}};
    operation["requestBody"] =
        json::object{{"required", true}, {"content", {{"application/json", {{"schema", schema}}}}}};
  }
  return operation;
}

json::object paths(const json::object& schemas) {
  json::object paths;
  for (const auto& route : routes()) {
    if (!route.is_api) continue;
    std::string method(route.method);
    std::ranges::transform(method, method.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto& path = paths[route.path];
    if (path.is_null()) path = json::object{};
    path.get_object()[method] = operation(route, schemas);
  }
  return paths;
}

}  // namespace

std::string openapi_document(std::string_view version) {
  const json::object schemas = all_schemas();
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Edify"},
        {"version", version},
        {"description", description},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"paths", paths(schemas)},
      {"components",
       {{"securitySchemes", security_schemes()},
        {"headers", header_components()},
        {"responses", response_components()},
        {"schemas", schemas}}},
  };
  return json::serialize(document);
}

Result<Response> answer_openapi(Service& service, const Request&) {
  Response response;
  response.asset = &service.openapi();
  return response;
}

}  // namespace edify::api
