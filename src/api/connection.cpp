#include "api/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "api/cors.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/stream_sender.h"
#include "base/log.h"

namespace edify::api {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// Results as tuples: a peer that goes away is everyday, not an exception.
constexpr auto await = net::as_tuple(net::use_awaitable);

// Most requests fit the first block, and it is all that an idle connection holds.
constexpr std::size_t first_block = 2 * 1024;
constexpr std::size_t next_block = 16 * 1024;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// All fields of this name as one list, in order (RFC 9110, 5.3).
std::string joined(const http::fields& fields, std::string_view name) {
  std::string list;
  const auto [first, last] = fields.equal_range({name.data(), name.size()});
  for (auto field = first; field != last; ++field) {
    if (!list.empty()) list += ", ";
    list += view(field->value());
  }
  return list;
}

std::size_t field_count(const http::fields& fields) {
  return static_cast<std::size_t>(std::distance(fields.begin(), fields.end()));
}

// On a thread of its own. What a producer throws is a bug of ours, and the client must not take its part for the whole.
void run_producer(const std::function<Result<void>(BodyStream&)>& make, BodyStream& body, const std::string& id) {
  try {
    const auto made = make(body);
    if (made) return body.finish();
    log::warn("request {}: its answer broke off: {}", id, made.error().message);
  } catch (const std::exception& error) {
    log::error("request {}: its answer broke off: {}", id, error.what());
  }
  body.break_off();
}

}  // namespace

Connection::Connection(net::ip::tcp::socket socket, std::shared_ptr<net::ssl::context> tls,
                       const ConnectionContext& context)
    : transport_(std::move(socket), std::move(tls)), context_(context) {
  error_code ignored;
  auto& tcp = transport_.tcp().socket();
  tcp.set_option(net::ip::tcp::no_delay(true), ignored);
  peer_ = tcp.remote_endpoint(ignored).address();
}

net::awaitable<void> Connection::serve(std::shared_ptr<Connection> self) {
  bool open = co_await self->open();
  if (!open) co_return;
  while (open) {
    open = co_await self->wait_for_request();
    if (open) open = co_await self->serve_one();
  }
  self->context_.table.works(*self);
  co_await self->close_gently();
}

net::awaitable<bool> Connection::open() {
  context_.table.waits(*this);
  transport_.tcp().expires_after(context_.options.limits.header_time);
  const error_code error = co_await transport_.open();
  co_return !error;
}

net::awaitable<bool> Connection::wait_for_request() {
  context_.table.waits(*this);
  if (buffer_.size() > 0) co_return true;  // pipelined behind the last one
  // Who comes while the server still listens is answered once, if only to learn that it stops.
  if (served_any_ && context_.gate.service().is_draining()) co_return false;
  idle_ = true;
  buffer_.shrink_to_fit();  // thousands may wait
  transport_.tcp().expires_after(context_.options.limits.idle_time);
  auto space = buffer_.prepare(first_block);
  const auto [error, count] = co_await transport_.async_read_some(space, await);
  idle_ = false;
  buffer_.commit(count);
  co_return !error;
}

net::awaitable<bool> Connection::serve_one() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(context_.options.limits.header_bytes));
  parser.body_limit(context_.options.limits.body_bytes);
  std::optional<Refusal> refusal;
  error_code error = co_await read_header(parser, refusal);
  context_.table.works(*this);

  const Received& message = parser.get();
  // Before the body: what comes behind it (trailers) says nothing about who asks.
  Request request = describe(message);
  if (!error && !refusal) error = co_await read_body(parser, refusal);
  if (error && !refusal) refusal = refusal_for(error);
  if (refusal) co_await refuse(*refusal, request);
  if (error || refusal) co_return false;

  request.body = message.body();
  request.arrived = std::chrono::steady_clock::now();
  Response response = co_await context_.gate.answer(request, transport_.tcp().socket().native_handle());
  allow_origin(request, context_.options.cors_origins, response);
  context_.access_log.write(request, response);
  if (context_.options.observe) context_.options.observe(request, response);
  if (response.status == client_closed) co_return false;
  const bool keep_alive = message.keep_alive() && !context_.gate.service().is_draining();
  served_any_ = true;
  co_return co_await write(request, message.version(), keep_alive, std::move(response));
}

Request Connection::describe(const Received& message) const {
  const std::string forwarded = joined(message, "Forwarded");
  const std::string forwarded_for = joined(message, "X-Forwarded-For");
  const ForwardedFields fields{.forwarded = forwarded,
                               .x_forwarded_for = forwarded_for,
                               .x_forwarded_proto = view(message["X-Forwarded-Proto"])};
  const Client client = find_client(peer_, fields, context_.trusted_proxies, context_.options.forwarded_header);
  return {.method = view(message.method_string()),
          .path = path_of(view(message.target())),
          .query = query_of(view(message.target())),
          .credentials = credentials_of(message),
          .content_type = view(message[http::field::content_type]),
          .origin = view(message[http::field::origin]),
          .requested_method = view(message[http::field::access_control_request_method]),
          .accept_encoding = view(message[http::field::accept_encoding]),
          .if_none_match = view(message[http::field::if_none_match]),
          .if_match = view(message[http::field::if_match]),
          .if_range = view(message[http::field::if_range]),
          .range = view(message[http::field::range]),
          .accept = view(message[http::field::accept]),
          .body = {},
          .id = request_id_of(message),
          .trace = continue_trace(view(message["traceparent"])),
          .client = client.from.to_string(),
          .limited_as = limit_key(client.from),
          .route = {},
          .secure = transport_.is_tls() || client.secure,
          .principal = {},
          .awaits_keys = false,
          .arrived = std::chrono::steady_clock::now(),
          .deadline = {}};
}

net::awaitable<error_code> Connection::read_header(Parser& parser, std::optional<Refusal>& refusal) {
  transport_.tcp().expires_after(context_.options.limits.header_time);
  HeaderScanner scanner;
  for (;;) {
    const auto received = buffer_.data();
    refusal = scanner.scan({static_cast<const char*>(received.data()), received.size()});
    if (refusal) co_return error_code{};
    if (scanner.is_complete()) break;
    if (buffer_.size() >= context_.options.limits.header_bytes) co_return http::error::header_limit;
    auto space = buffer_.prepare(next_block);
    const auto [read_error, count] = co_await transport_.async_read_some(space, await);
    if (read_error) co_return read_error;
    buffer_.commit(count);
  }
  error_code error;
  buffer_.consume(parser.put(buffer_.data(), error));
  if (!error) refusal = check_framing(parser.get());
  co_return error;
}

net::awaitable<error_code> Connection::read_body(Parser& parser, std::optional<Refusal>& refusal) {
  if (parser.is_done()) co_return error_code{};
  transport_.tcp().expires_after(context_.options.limits.body_time);
  if (parser.get().count(http::field::expect) > 0) {
    const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [write_error, written] = co_await net::async_write(transport_, net::buffer(go_on), await);
    if (write_error) co_return write_error;
  }
  // Readers of one connection disagree about where chunk extensions and trailers end; nobody needs them.
  auto refuse_extensions = [&refusal](std::uint64_t, beast::string_view extensions, error_code& error) {
    if (extensions.empty()) return;
    refusal = Refusal{400, "chunk extensions are not taken", "chunk_extension"};
    error = http::error::bad_chunk_extension;
  };
  parser.on_chunk_header(refuse_extensions);
  const std::size_t fields = field_count(parser.get());
  const auto [body_error, body_bytes] = co_await http::async_read(transport_, buffer_, parser, await);
  if (!body_error && field_count(parser.get()) != fields) {
    refusal = Refusal{400, "fields behind a body are not taken", "trailer"};
  }
  co_return body_error;
}

net::awaitable<bool> Connection::write(const Request& request, unsigned version, bool keep_alive, Response response) {
  if (response.stream && request.method != "HEAD") {
    co_return co_await write_stream(request, version, keep_alive, std::move(response));
  }
  const auto message = to_message(request, version, keep_alive, std::move(response));
  http::response_serializer<http::string_body> serializer(message);
  transport_.tcp().expires_after(context_.options.limits.write_time);
  if (request.method == "HEAD") {
    const auto [error, count] = co_await http::async_write_header(transport_, serializer, await);
    co_return !error && keep_alive;
  }
  const auto [error, count] = co_await http::async_write(transport_, serializer, await);
  co_return !error && keep_alive;
}

net::awaitable<bool> Connection::write_stream(const Request& request, unsigned version, bool keep_alive,
                                              Response response) {
  auto body = std::make_shared<BodyStream>();
  auto produce = [body, make = response.stream->produce, id = request.id] { run_producer(make, *body, id); };
  if (!context_.streams.start(std::move(produce))) {
    Response busy =
        problem(503, "more is being streamed than there is room for; try again in a moment", "overloaded", request.id);
    co_return co_await write(request, version, keep_alive, std::move(busy));
  }
  // HTTP/1.0 knows no chunks: there, the end of the connection is the end of the body.
  constexpr unsigned http_1_1 = 11;
  const bool ends_by_closing = !response.stream->length && version < http_1_1;
  Message head = to_message(request, version, keep_alive && !ends_by_closing, std::move(response));
  if (ends_by_closing) head.chunked(false);
  const StreamSent sent =
      co_await send_stream(transport_, std::move(head), std::move(body), context_.options.limits.write_time);
  co_return sent.complete&& keep_alive && !ends_by_closing;
}

net::awaitable<void> Connection::refuse(const Refusal& refusal, Request& request) {
  Response response = problem(refusal.status, refusal.detail, refusal.reason, request.id);
  context_.access_log.write(request, response);
  co_await write(request, 11, /*keep_alive=*/false, std::move(response));
}

// A socket closed over unread input is reset, and the peer may lose our last answer: say that we are done, then read
// on for a little while (RFC 9112, section 9.6).
net::awaitable<void> Connection::close_gently() {
  constexpr std::chrono::seconds patience{1};
  constexpr std::size_t most = std::size_t{1} << 20U;
  transport_.tcp().expires_after(patience);
  co_await transport_.finish();
  std::array<char, 4096> discarded{};
  std::size_t total = 0;
  bool open = true;
  while (open && total < most) {
    const auto [error, count] = co_await transport_.tcp().async_read_some(net::buffer(discarded), await);
    total += count;
    open = !error;
  }
}

void Connection::close_if_idle() {
  if (idle_) close();
}

void Connection::close() { transport_.tcp().close(); }

}  // namespace edify::api
