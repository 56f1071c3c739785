#include "api/openapi_responses.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "api/docs_page.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "api/routes.h"

namespace edify::api {
namespace {

namespace json = boost::json;

using Names = std::array<std::string_view, 3>;  // of headers; empty ones stand for none

struct Failure {
  unsigned status;
  std::string_view name;  // in components/responses
  std::string_view meaning;
  // Of the example.
  std::string_view detail;
  std::string_view reason;
  Names headers = {};  // beside X-Request-Id
};

constexpr std::array failures = {
    Failure{400, "BadRequest", "The request or a field of its body is wrong; `detail` names it",
            "field 'limit' must be 1-50", "out_of_range"},
    Failure{401,
            "Unauthorized",
            "No credentials, or none that count",
            "this needs a token",
            "missing_token",
            {"WWW-Authenticate"}},
    Failure{403, "Forbidden", "The credentials are genuine and do not allow this",
            "a student's token cannot ask as admin", "role_too_wide"},
    Failure{404, "NotFound", "There is no such thing here", "nobody can sign in here", "no_login"},
    Failure{409, "Conflict", "What is there does not allow it: the original has changed, or nothing has failed",
            "the original has changed since it was read", "changed"},
    Failure{412, "PreconditionFailed", "The document is not the one that If-Match names",
            "the document is not the one that If-Match names", "changed"},
    Failure{416,
            "RangeNotSatisfiable",
            "The range begins behind the end",
            "the range begins behind the document's end",
            "range",
            {"Content-Range"}},
    Failure{413, "ContentTooLarge", "The body is over 64 KiB", "the body is too large", "body_too_large"},
    Failure{415, "UnsupportedMediaType", "The body is not application/json",
            "send the question as Content-Type: application/json", "unsupported_media_type"},
    Failure{417, "ExpectationFailed", "Expect asks for more than 100-continue",
            "the only expectation understood here is 100-continue", "bad_expectation"},
    Failure{429,
            "TooManyRequests",
            "More requests than this caller may send; wait",
            "too many requests from this caller",
            "rate_limited",
            {"Retry-After", "RateLimit-Policy", "RateLimit"}},
    Failure{431, "HeadersTooLarge", "The header is over 16 KiB", "the header is too large", "header_too_large"},
    Failure{500, "InternalError", "A fault of the service; its log has it under the request's id",
            "something went wrong inside; the log has it under this request_id", "internal"},
    Failure{503,
            "Unavailable",
            "Overloaded, stopping, or a part of the service is away; wait",
            "too many requests at once; try again in a moment",
            "overloaded",
            {"Retry-After"}},
    Failure{505, "VersionNotSupported", "HTTP/1.1 and 1.0 are spoken here", "speak HTTP/1.1 or HTTP/1.0",
            "bad_version"},
};

// What the server may answer before it knows the route: framing, limits, overload, faults.
constexpr std::array any_route = {400U, 413U, 417U, 429U, 431U, 500U, 503U, 505U};

const Failure& failure_of(unsigned status) { return *std::ranges::find(failures, status, &Failure::status); }

json::object reference(std::string_view kind, std::string_view name) {
  return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}};
}

json::object headers_with(const Names& others) {
  json::object headers{{"X-Request-Id", reference("headers", "X-Request-Id")}};
  for (const auto name : others) {
    if (!name.empty()) headers[name] = reference("headers", name);
  }
  return headers;
}

// Written once for everybody (asset.h), and asked for again by its ETag.
bool is_asset(const Route& route) { return route.handler == answer_openapi || route.handler == answer_docs; }

Names headers_of_success(const Route& route) {
  if (is_asset(route)) return {"ETag"};
  if (route.access != Access::open) return {"RateLimit-Policy", "RateLimit"};
  return {};
}

json::object success_content(const Route& route) {
  if (!route.content.empty()) {
    json::object content;
    for (auto types = route.content; !types.empty();) {
      const auto end = std::min(types.find(' '), types.size());
      content[types.substr(0, end)] = json::object{};
      types.remove_prefix(std::min(end + 1, types.size()));
    }
    return content;
  }
  if (route.response_schema == event_stream) return {{event_stream, {{"schema", reference("schemas", "ChatEvent")}}}};
  if (route.response_schema.empty()) return {{"text/html", {{"schema", {{"type", "string"}}}}}};
  return {{"application/json", {{"schema", reference("schemas", route.response_schema)}}}};
}

json::object success_of(const Route& route) {
  switch (route.success) {
    case 204: return {{"description", "Done"}, {"headers", headers_with({})}};
    case 302: return {{"description", "Go to Location"}, {"headers", headers_with({"Location"})}};
    default:
      return {{"description", "OK"},
              {"headers", headers_with(headers_of_success(route))},
              {"content", success_content(route)}};
  }
}

json::object example_of(const Failure& failure) {
  return {{"type", "about:blank"},    {"title", status_title(failure.status)},
          {"status", failure.status}, {"detail", failure.detail},
          {"reason", failure.reason}, {"request_id", "0b7e7dee-3a3c-4b1f-9d0e-7a8f0f9f7f11"}};
}

json::object response(const Failure& failure) {
  return {{"description", failure.meaning},
          {"headers", headers_with(failure.headers)},
          {"content",
           {{"application/problem+json",
             {{"schema", reference("schemas", "Problem")}, {"example", example_of(failure)}}}}}};
}

json::object header(std::string_view meaning, json::object schema, bool required) {
  return {{"description", meaning}, {"required", required}, {"schema", std::move(schema)}};
}

}  // namespace

std::vector<unsigned> failures_of(const Route& route) {
  std::set<unsigned> statuses(any_route.begin(), any_route.end());
  if (!route.request_schema.empty()) statuses.insert(415);
  if (needs_principal(route.access)) statuses.insert({401, 403});
  if (route.response_schema == event_stream) statuses.insert(404);  // the conversation
  if (route.path.contains('{') || route.operation_id == "feedback") statuses.insert(404);
  if (!route.content.empty()) statuses.insert({409, 412, 416});  // bytes of an original
  if (route.success == 201 || route.success == 202) statuses.insert(409);
  if (route.operation_id == "admin_deny") statuses.insert(409);  // oneself
  if (route.success != 200) statuses.insert({401, 403, 404});  // signing in and out
  return {statuses.begin(), statuses.end()};
}

json::object responses_of(const Route& route) {
  json::object responses{{std::to_string(route.success), success_of(route)}};
  if (is_asset(route)) {
    responses["304"] =
        json::object{{"description", "Still what If-None-Match names"}, {"headers", headers_with({"ETag"})}};
  }
  if (!route.content.empty()) {
    responses["206"] = json::object{{"description", "The range that was asked for"},
                                    {"headers", headers_with({"ETag", "Content-Range"})},
                                    {"content", success_content(route)}};
  }
  for (const unsigned status : failures_of(route)) {
    responses[std::to_string(status)] = reference("responses", failure_of(status).name);
  }
  return responses;
}

json::object response_components() {
  json::object components;
  for (const auto& failure : failures) components[failure.name] = response(failure);
  return components;
}

json::object header_components() {
  return {{"X-Request-Id", header("Names the request in answers and logs; the caller's own where it sends one",
                                  {{"type", "string"}, {"minLength", 1}, {"maxLength", 128}}, true)},
          {"Retry-After", header("Seconds to wait before asking again", {{"type", "integer"}, {"minimum", 1}}, true)},
          {"RateLimit-Policy", header("What the caller may send, where a limit is set: q requests in w seconds",
                                      {{"type", "string"}, {"examples", json::array{R"("user";q=120;w=60)"}}}, false)},
          {"RateLimit", header("What is left of it: r requests, and t seconds until all of them are back",
                               {{"type", "string"}, {"examples", json::array{R"("user";r=119;t=1)"}}}, false)},
          {"ETag", header("Of these very bytes", {{"type", "string"}}, false)},
          {"Content-Range", header("Which bytes of how many (RFC 9110, 14.4)", {{"type", "string"}}, true)},
          {"Location", header("The page to go to", {{"type", "string"}}, true)},
          {"WWW-Authenticate", header("Which credentials are expected (RFC 6750)", {{"type", "string"}}, true)}};
}

}  // namespace edify::api
