#include "http/connection.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "http/body_sink.h"
#include "http/resolver.h"

namespace edify::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

// A flat_buffer reads as much at once as it has room for.
constexpr std::size_t read_size = 64U << 10;
constexpr std::uint32_t max_header_bytes = 64U << 10;
constexpr int max_interim_responses = 4;  // "100 Continue" and its like

Error cancelled() { return {ErrorCode::unavailable, "stopped", std::string(cancelled_reason)}; }

Error timed_out(const Endpoint& endpoint, std::string_view doing) {
  return {
      ErrorCode::unavailable,
      fmt::format("{} did not answer in time ({}); check the network, or allow more time", endpoint.authority(), doing),
      std::string(timeout_reason)};
}

// Runs operations of one io_context to their end, a deadline or a stop.
class Driver {
 public:
  asio::io_context& context() { return context_; }

  // `start` begins an asynchronous operation and gets its completion handler; `abandon` makes a running operation end
  // soon. Answers nothing where it was abandoned, else the operation's own error code.
  template <typename Start, typename Abandon>
  std::optional<error_code> run(Clock::time_point deadline, const std::stop_token& stop, Start start, Abandon abandon) {
    std::optional<error_code> outcome;
    context_.restart();
    const std::stop_callback wake(stop, [this] { asio::post(context_, [] {}); });
    start([&outcome](error_code error, auto&&...) { outcome = error; });
    while (!outcome && !stop.stop_requested() && Clock::now() < deadline) context_.run_one_until(deadline);
    if (outcome) return outcome;
    abandon();
    // The handler refers to `outcome`, so it has to have run.
    while (!outcome && context_.run_one() != 0) {
    }
    return std::nullopt;
  }

 private:
  // Before the stream, so that it outlives it.
  asio::io_context context_{1};
};

template <typename Stream>
class ConnectionOver : public Connection {
 public:
  template <typename... More>
  explicit ConnectionOver(Endpoint endpoint, More&... more)
      : endpoint_(std::move(endpoint)), stream_(driver_.context(), more...) {
    buffer_.reserve(read_size);
  }
  ~ConnectionOver() override { close(); }

  Result<void> connect(Clock::time_point deadline, const std::stop_token& stop) {
    EDIFY_TRY(const auto addresses, resolve(endpoint_.host, endpoint_.port, deadline, stop));
    const auto error =
        run(deadline, stop, [&](auto handler) { asio::async_connect(socket(), addresses, std::move(handler)); });
    if (!error) return std::unexpected(stopped_or_late(stop, "connecting"));
    if (*error) {
      return fail(ErrorCode::unavailable,
                  fmt::format("cannot connect to {}: {}; check that it runs and that the network lets it through",
                              endpoint_.authority(), error->message()),
                  std::string(connection_reason));
    }
    error_code ignored;
    socket().set_option(tcp::no_delay(true), ignored);
    if constexpr (is_tls) return shake_hands(deadline, stop);
    return {};
  }

  Result<Response> exchange(const Request& request, const Delivery& delivery, Clock::time_point deadline,
                            const std::stop_token& stop) override {
    reusable_ = false;
    failed_before_an_answer_ = true;
    EDIFY_CHECK(write(request, delivery, deadline, stop));
    for (int i = 0; i < max_interim_responses; ++i) {
      EDIFY_TRY(auto response, read(request, delivery, deadline, stop));
      if (response.status >= 200) return response;
    }
    return fail(ErrorCode::unavailable, fmt::format("{} sends no final answer", endpoint_.authority()),
                std::string(protocol_reason));
  }

  bool is_reusable() const override { return reusable_; }
  bool failed_before_an_answer() const override { return failed_before_an_answer_; }

  bool is_stale() const override {
    char byte = 0;
    const auto count =
        ::recv(const_cast<Stream&>(stream_).lowest_layer().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // Over TLS a session ticket may be waiting; over plain HTTP nothing may.
    return count == 0 || (count > 0 && !is_tls) || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
  }

 private:
  static constexpr bool is_tls = !std::is_same_v<Stream, tcp::socket>;

  auto& socket() { return stream_.lowest_layer(); }

  void close() {
    error_code ignored;
    socket().close(ignored);
  }

  template <typename Start>
  std::optional<error_code> run(Clock::time_point deadline, const std::stop_token& stop, Start start) {
    return driver_.run(deadline, stop, std::move(start), [this] { close(); });
  }

  Error stopped_or_late(const std::stop_token& stop, std::string_view doing) const {
    return stop.stop_requested() ? cancelled() : timed_out(endpoint_, doing);
  }

  Error broken(const error_code& error) const {
    if (error == beast::http::error::partial_message || error == asio::ssl::error::stream_truncated) {
      return {ErrorCode::unavailable,
              fmt::format("{} closed the connection in the middle of an answer", endpoint_.authority()),
              std::string(failed_before_an_answer_ ? connection_reason : short_body_reason)};
    }
    const bool is_http = error.category() == make_error_code(beast::http::error::bad_version).category() &&
                         error != beast::http::error::end_of_stream;
    return {ErrorCode::unavailable,
            fmt::format("the connection to {} broke: {}", endpoint_.authority(), error.message()),
            std::string(is_http ? protocol_reason : connection_reason)};
  }

  Result<void> shake_hands(Clock::time_point deadline, const std::stop_token& stop) {
    error_code not_an_address;
    asio::ip::make_address(endpoint_.host, not_an_address);
    // RFC 6066: an address is no server name.
    if (not_an_address) SSL_set_tlsext_host_name(stream_.native_handle(), endpoint_.host.c_str());
    stream_.set_verify_mode(asio::ssl::verify_peer);
    stream_.set_verify_callback(asio::ssl::host_name_verification(endpoint_.host));
    const auto error = run(deadline, stop, [&](auto handler) {
      stream_.async_handshake(asio::ssl::stream_base::client, std::move(handler));
    });
    if (!error) return std::unexpected(stopped_or_late(stop, "TLS"));
    if (!*error) return {};
    const bool is_about_tls = error->category() == asio::error::get_ssl_category();
    return fail(ErrorCode::unavailable,
                fmt::format("{} is not trusted or does not speak TLS: {}; check the address, or give its authority's "
                            "certificate as a CA file",
                            endpoint_.authority(), error->message()),
                std::string(is_about_tls ? tls_reason : connection_reason));
  }

  // The time until which the next step has to show some progress.
  static Clock::time_point next(std::chrono::milliseconds patience, Clock::time_point deadline) {
    return std::min(deadline, Clock::now() + patience);
  }

  Result<void> write(const Request& request, const Delivery& delivery, Clock::time_point deadline,
                     const std::stop_token& stop) {
    std::string text =
        fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", to_string(request.method), request.target, endpoint_.authority());
    for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
    if (delivery.accepts_gzip) text += "Accept-Encoding: gzip\r\n";
    const bool has_body = request.method == Method::put || request.method == Method::post || !request.body.empty();
    if (has_body) text += fmt::format("Content-Length: {}\r\n", request.body.size());
    text += "\r\n";
    text += request.body;
    for (std::size_t sent = 0; sent < text.size();) {
      std::size_t count = 0;
      const auto error = run(next(delivery.stall_timeout, deadline), stop, [&](auto handler) {
        stream_.async_write_some(asio::buffer(text.data() + sent, text.size() - sent),
                                 [&count, handler](error_code code, std::size_t written) mutable {
                                   count = written;
                                   handler(code);
                                 });
      });
      if (!error) return std::unexpected(stopped_or_late(stop, "sending"));
      if (*error) return std::unexpected(broken(*error));
      sent += count;
    }
    return {};
  }

  using Parser = beast::http::response_parser<beast::http::buffer_body>;

  Result<Response> read(const Request& request, const Delivery& delivery, Clock::time_point deadline,
                        const std::stop_token& stop) {
    Parser parser;
    parser.header_limit(max_header_bytes);
    parser.body_limit(boost::none);
    if (request.method == Method::head) parser.skip(true);
    const auto error = run(next(delivery.stall_timeout, deadline), stop, [&](auto handler) {
      beast::http::async_read_header(stream_, buffer_, parser, std::move(handler));
    });
    failed_before_an_answer_ = !parser.got_some() && buffer_.size() == 0;
    if (!error) return std::unexpected(stopped_or_late(stop, "the answer's head"));
    if (*error) return std::unexpected(broken(*error));
    failed_before_an_answer_ = false;
    Response response;
    response.status = parser.get().result_int();
    for (const auto& field : parser.get()) {
      response.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    EDIFY_CHECK(read_body(parser, response, delivery, deadline, stop));
    reusable_ = parser.keep_alive() && buffer_.size() == 0;
    return response;
  }

  Result<void> read_body(Parser& parser, Response& response, const Delivery& delivery, Clock::time_point deadline,
                         const std::stop_token& stop) {
    BodySink sink(delivery, response);
    if (const auto length = parser.content_length(); length && !parser.is_done()) EDIFY_CHECK(sink.expect(*length));
    while (!parser.is_done()) {
      const auto room = sink.room();
      parser.get().body().data = room.data();
      parser.get().body().size = room.size();
      parser.get().body().more = true;
      const auto error = run(next(sink.patience(), deadline), stop, [&](auto handler) {
        beast::http::async_read_some(stream_, buffer_, parser, std::move(handler));
      });
      if (!error) return std::unexpected(stopped_or_late(stop, "the answer's body"));
      EDIFY_CHECK(sink.take(room.size() - parser.get().body().size));
      if (*error && *error != beast::http::error::need_buffer) return std::unexpected(broken(*error));
    }
    sink.finish();
    return {};
  }

  Driver driver_;
  Endpoint endpoint_;
  Stream stream_;
  beast::flat_buffer buffer_;
  bool reusable_ = false;
  bool failed_before_an_answer_ = false;
};

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Endpoint& endpoint, asio::ssl::context& tls,
                                                     Clock::time_point deadline, const std::stop_token& stop) {
  if (endpoint.secure) {
    auto connection = std::make_unique<ConnectionOver<asio::ssl::stream<tcp::socket>>>(endpoint, tls);
    EDIFY_CHECK(connection->connect(deadline, stop));
    return connection;
  }
  auto connection = std::make_unique<ConnectionOver<tcp::socket>>(endpoint);
  EDIFY_CHECK(connection->connect(deadline, stop));
  return connection;
}

}  // namespace edify::http
