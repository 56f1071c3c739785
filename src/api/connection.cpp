#include "api/connection.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <ctime>
#include <tuple>
#include <utility>

#include "api/access_log.h"
#include "api/problem.h"
#include "api/routes.h"

namespace edify::api {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// Results as tuples: a peer that goes away is everyday, not an exception.
constexpr auto await = net::as_tuple(net::use_awaitable);

constexpr std::size_t read_block = 16 * 1024;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// Fields that every answer carries. Answers are a caller's own and may name what others must not see: never stored.
void set_common_fields(http::response<http::string_body>& message, const Request& request) {
  message.set("X-Request-Id", request.id);
  message.set(http::field::date, fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr))));
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

http::response<http::string_body> to_message(const Request& request, unsigned version, bool keep_alive,
                                             Response response) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), version);
  set_common_fields(message, request);
  if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) {
    // Of cookies alone an answer may have several.
    name == "Set-Cookie" ? message.insert(name, value) : message.set(name, value);
  }
  message.keep_alive(keep_alive);
  // 204 has no body and no length (RFC 9110, 8.6); HEAD has the length of the body that it leaves out.
  if (response.status != 204) message.content_length(response.body.size());
  if (request.method != "HEAD") message.body() = std::move(response.body);
  return message;
}

}  // namespace

Connection::Connection(net::ip::tcp::socket socket, const ConnectionContext& context)
    : stream_(std::move(socket)), context_(context) {
  error_code ignored;
  stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
}

net::awaitable<void> Connection::serve(std::shared_ptr<Connection> self) {
  bool open = true;
  while (open) {
    open = co_await self->wait_for_request();
    if (open) open = co_await self->serve_one();
  }
  co_await self->close_gently();
}

net::awaitable<bool> Connection::wait_for_request() {
  if (buffer_.size() > 0) co_return true;  // pipelined behind the last one
  // Who comes while the server still listens is answered once, if only to learn that it stops.
  if (served_any_ && context_.service.is_draining()) co_return false;
  idle_ = true;
  stream_.expires_after(context_.limits.idle_time);
  auto space = buffer_.prepare(read_block);
  const auto [error, count] = co_await stream_.async_read_some(space, await);
  idle_ = false;
  buffer_.commit(count);
  co_return !error;
}

net::awaitable<bool> Connection::serve_one() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(context_.limits.header_bytes));
  parser.body_limit(context_.limits.body_bytes);
  std::optional<Refusal> refusal;
  const error_code error = co_await read_request(parser, refusal);

  const Message& message = parser.get();
  Request request{.method = view(message.method_string()),
                  .path = path_of(view(message.target())),
                  .query = query_of(view(message.target())),
                  .credentials = credentials_of(message),
                  .content_type = view(message[http::field::content_type]),
                  .origin = view(message[http::field::origin]),
                  .accept_encoding = view(message[http::field::accept_encoding]),
                  .if_none_match = view(message[http::field::if_none_match]),
                  .body = message.body(),
                  .id = request_id_of(message),
                  .trace = continue_trace(view(message["traceparent"])),
                  .client = {},
                  .secure = false,
                  .principal = {},
                  .awaits_keys = false,
                  .arrived = std::chrono::steady_clock::now(),
                  .deadline = {}};
  if (error && !refusal) refusal = refusal_for(error);
  if (refusal) co_await refuse(*refusal, request);
  if (error || refusal) co_return false;

  Response response = co_await answer(request);
  log_access(request, response);
  const bool keep_alive = message.keep_alive() && !context_.service.is_draining();
  served_any_ = true;
  co_return co_await write(request, message.version(), keep_alive, std::move(response));
}

net::awaitable<error_code> Connection::read_request(Parser& parser, std::optional<Refusal>& refusal) {
  stream_.expires_after(context_.limits.header_time);
  const auto [header_error, header_bytes] = co_await http::async_read_header(stream_, buffer_, parser, await);
  if (header_error) co_return header_error;
  refusal = check_framing(parser.get());
  if (refusal) co_return error_code{};

  stream_.expires_after(context_.limits.body_time);
  if (!parser.is_done() && parser.get().count(http::field::expect) > 0) {
    const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [write_error, written] = co_await net::async_write(stream_, net::buffer(go_on), await);
    if (write_error) co_return write_error;
  }
  const auto [body_error, body_bytes] = co_await http::async_read(stream_, buffer_, parser, await);
  co_return body_error;
}

net::awaitable<Response> Connection::answer(Request& request) {
  const auto route = context_.service.admit(request);
  if (!route) co_return route.error();
  if ((*route)->lane == Lane::here) co_return context_.service.run(**route, request);
  if (!context_.workers.reserve()) {
    co_return problem(503, "too many requests at once; try again in a moment", "overloaded", request.id);
  }
  auto work = [this, &request, &route] { return context_.service.run(**route, request); };
  co_return co_await context_.workers.run(std::move(work));
}

net::awaitable<bool> Connection::write(const Request& request, unsigned version, bool keep_alive, Response response) {
  const auto message = to_message(request, version, keep_alive, std::move(response));
  http::response_serializer<http::string_body> serializer(message);
  stream_.expires_after(context_.limits.write_time);
  if (request.method == "HEAD") {
    const auto [error, count] = co_await http::async_write_header(stream_, serializer, await);
    co_return !error && keep_alive;
  }
  const auto [error, count] = co_await http::async_write(stream_, serializer, await);
  co_return !error && keep_alive;
}

net::awaitable<void> Connection::refuse(const Refusal& refusal, Request& request) {
  Response response = problem(refusal.status, refusal.detail, refusal.reason, request.id);
  log_access(request, response);
  co_await write(request, 11, /*keep_alive=*/false, std::move(response));
}

// A socket closed over unread input is reset, and the peer may lose our last answer: say that we are done, then read
// on for a little while (RFC 9112, section 9.6).
net::awaitable<void> Connection::close_gently() {
  constexpr std::chrono::seconds patience{1};
  constexpr std::size_t most = std::size_t{1} << 20U;
  error_code ignored;
  if (stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored)) co_return;
  stream_.expires_after(patience);
  std::array<char, 4096> discarded{};
  std::size_t total = 0;
  bool open = true;
  while (open && total < most) {
    const auto [error, count] = co_await stream_.async_read_some(net::buffer(discarded), await);
    total += count;
    open = !error;
  }
}

void Connection::close_if_idle() {
  if (idle_) close();
}

void Connection::close() { stream_.close(); }

}  // namespace edify::api
