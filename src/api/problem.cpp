#include "api/problem.h"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>

#include "api/json_writer.h"
#include "base/log.h"

namespace edify::api {

unsigned http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return 400;
    case ErrorCode::unauthenticated: return 401;
    case ErrorCode::forbidden: return 403;
    case ErrorCode::not_found: return 404;
    case ErrorCode::conflict: return 409;
    case ErrorCode::over_limit: return 413;
    case ErrorCode::unsupported_format: return 415;
    case ErrorCode::unreadable: return 422;
    case ErrorCode::internal: return 500;
    case ErrorCode::unavailable: return 503;
  }
  return 500;
}

std::string_view status_title(unsigned status) {
  const auto text = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {text.data(), text.size()};
}

Response problem(unsigned status, std::string_view detail, std::string_view reason, std::string_view request_id) {
  Response response{.status = status, .content_type = "application/problem+json", .body = {}, .headers = {}};
  JsonWriter json(response.body);
  json.begin_object();
  json.member("type", "about:blank");
  json.member("title", status_title(status));
  json.member("status", status);
  json.member("detail", detail);
  json.member("reason", reason);
  json.member("request_id", request_id);
  json.end_object();
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", R"(Bearer realm="edify")");
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response problem(const Error& error, std::string_view request_id) {
  const unsigned status = http_status(error.code);
  if (status < 500) return problem(status, error.message, error.reason, request_id);
  // Of what is away, callers are told as much as helps them to decide when to come back. Being late is counted, not
  // logged: in an overload it would be a line a request.
  if (error.reason == "deadline") return problem(status, error.message, error.reason, request_id);
  log::error("request {}: {} ({})", request_id, error.message, error.reason);
  if (error.reason == "store_away") {
    return problem(status, "the store does not answer; try again in a moment", error.reason, request_id);
  }
  const std::string_view detail = status == 503 ? "a part of the service is away; try again in a moment"
                                                : "something went wrong inside; the log has it under this request_id";
  return problem(status, detail, to_string(error.code), request_id);
}

}  // namespace edify::api
