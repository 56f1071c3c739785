#include "api/message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <string_view>
#include <utility>

#include "api/content_coding.h"

namespace edify::api {
namespace {

namespace http = boost::beast::http;

// Pictures and archives, when there are any, are compressed already.
bool is_text(std::string_view content_type) {
  return content_type.starts_with("application/json") || content_type.starts_with("application/problem+json") ||
         content_type.starts_with("text/");
}

// If-None-Match compares weakly (RFC 9110, 13.1.2): a list of tags, or "*".
bool matches(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

std::string coded_tag(const Asset& asset, Coding coding) {
  if (coding == Coding::identity) return asset.etag;
  return fmt::format("{}-{}\"", std::string_view(asset.etag).substr(0, asset.etag.size() - 1), to_string(coding));
}

const std::string& coded_body(const Asset& asset, Coding coding) {
  switch (coding) {
    case Coding::identity: return asset.body;
    case Coding::gzip: return asset.gzip;
    case Coding::br: return asset.brotli;
  }
  return asset.body;
}

void take_asset(const Request& request, Response& response) {
  Coding coding = choose_coding(request.accept_encoding);
  if (coded_body(*response.asset, coding).empty()) coding = Coding::identity;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  const std::string tag = coded_tag(*response.asset, coding);
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", response.asset->cache_control);
  if (matches(request.if_none_match, tag)) {
    response.status = 304;
    return;
  }
  response.body = coded_body(*response.asset, coding);
  if (coding != Coding::identity) response.headers.emplace_back("Content-Encoding", to_string(coding));
}

}  // namespace

void encode(const Request& request, Response& response, std::size_t compress_above) {
  if (response.asset != nullptr) return take_asset(request, response);
  if (response.body.size() <= compress_above || !is_text(response.content_type)) return;
  const Coding coding = choose_coding(request.accept_encoding);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (coding == Coding::identity) return;
  std::string coded = compress(response.body, coding, Effort::quick);
  if (coded.empty()) return;
  response.body = std::move(coded);
  response.headers.emplace_back("Content-Encoding", to_string(coding));
}

// Answers are a caller's own and may name what others must not see: never stored, unless they say otherwise.
Message to_message(const Request& request, unsigned version, bool keep_alive, Response response) {
  Message message(static_cast<http::status>(response.status), version);
  message.set("X-Request-Id", request.id);
  message.set("traceparent", request.trace.traceparent());
  message.set(http::field::date, fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr))));
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.set("X-Frame-Options", "DENY");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Cross-Origin-Opener-Policy", "same-origin");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  message.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  if (request.secure) message.set("Strict-Transport-Security", "max-age=31536000");
  if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) {
    // These two say different things in several lines; any other is said once, and the last one counts.
    const bool is_list = name == "Vary" || name == "Set-Cookie";
    is_list ? message.insert(name, value) : message.set(name, value);
  }
  message.keep_alive(keep_alive);
  // 204 and 304 have no body (RFC 9110, 8.6); HEAD has the length of the body that it leaves out.
  const bool has_body = response.status != 204 && response.status != 304;
  if (response.stream) {
    response.stream->length ? message.content_length(*response.stream->length) : message.chunked(true);
    return message;
  }
  if (has_body) message.content_length(response.body.size());
  if (has_body && request.method != "HEAD") message.body() = std::move(response.body);
  return message;
}

}  // namespace edify::api
