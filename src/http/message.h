// A request and its response as plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "http/url.h"

namespace edify::http {

enum class Method : std::uint8_t { get, head, put, post, remove };

std::string_view to_string(Method method);

// As header names compare: without regard to case.
bool equal_names(std::string_view a, std::string_view b);

// In the order in which they are sent; names compare without case.
class Headers {
 public:
  void add(std::string name, std::string value) { all_.emplace_back(std::move(name), std::move(value)); }
  // The first one's value, or "".
  std::string_view find(std::string_view name) const;
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Request {
  Method method = Method::get;
  Endpoint endpoint;
  std::string target;  // path and query as they are sent, percent-encoded: "/container/a%20b?comp=tags"
  Headers headers;     // without Host and Content-Length
  std::string body;
  bool may_be_repeated = false;  // a POST that does the same when it is sent twice; other methods always do
};

struct Response {
  unsigned status = 0;
  Headers headers;
  std::string body;           // empty where it went into Delivery::into
  std::size_t body_size = 0;  // bytes of body, wherever they are
};

// Takes a piece of a body as it comes, on the thread that sends. Answers how long the next one may take; an Error ends
// the exchange and is its outcome.
using TakePiece = std::function<Result<std::chrono::milliseconds>(std::string_view piece)>;

// Deadlines of one request and where its body goes.
struct Delivery {
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);  // name, TCP and TLS together
  std::chrono::milliseconds request_timeout = std::chrono::seconds(60);  // everything, waiting for a connection too
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(20);    // without a byte in either direction
  // Longest body that is taken into Response::body.
  std::size_t max_body = 1U << 20;
  // Asks for a compressed body and unpacks it; not together with `into`. max_body holds before and after.
  bool accepts_gzip = false;
  // Where the body of a 2xx answer goes, if this is not empty; a longer one is an Error. Lives until send() returns.
  std::span<std::byte> into;
  // Takes the body of a 2xx answer in place of Response::body, up to max_body in all; not together with the two above.
  TakePiece take;
};

// The reasons of Errors of this room; what is not one of ours is the caller's.
inline constexpr std::string_view cancelled_reason = "cancelled";
inline constexpr std::string_view timeout_reason = "timeout";
inline constexpr std::string_view connection_reason = "connection";  // refused, reset, closed in the middle
inline constexpr std::string_view name_reason = "name_resolution";
inline constexpr std::string_view tls_reason = "tls";  // not trusted, or no TLS at all
inline constexpr std::string_view short_body_reason = "short_body";
inline constexpr std::string_view long_body_reason = "long_body";
inline constexpr std::string_view protocol_reason = "bad_http";

// Refuses what could smuggle a second request: line breaks and control characters in names, values or the target.
// Errors: invalid_argument.
Result<void> check_injection(const Request& request);

}  // namespace edify::http
