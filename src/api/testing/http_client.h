// A blocking HTTP client for tests, on a real socket.
#pragma once

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace edify::api {

struct Answer {
  unsigned status = 0;  // 0: the server closed without an answer
  boost::beast::http::fields headers;
  std::string body;

  std::string header(std::string_view name) const { return std::string(headers[name]); }
  boost::json::value json() const { return boost::json::parse(body); }
};

class HttpClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit HttpClient(std::uint16_t port) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    // A test that waits for what never comes fails instead of hanging.
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  static std::string text_of(std::string_view method, std::string_view target, const Headers& headers,
                             std::string_view body = {}) {
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + std::string(body);
  }

  Answer ask(std::string_view method, std::string_view target, const Headers& headers = {},
             std::string_view body = {}) {
    send(text_of(method, target, headers, body));
    return receive(method == "HEAD");
  }

  void send(std::string_view bytes) {
    boost::system::error_code ignored;  // the server may have closed already; its answer says why
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }

  Answer receive(bool is_head = false) {
    boost::beast::http::response_parser<boost::beast::http::string_body> parser;
    parser.skip(is_head);
    parser.body_limit(boost::none);
    boost::system::error_code error;
    boost::beast::http::read(socket_, buffer_, parser, error);
    if (error) return {};
    auto message = parser.release();
    return {message.result_int(), message.base(), std::move(message.body())};
  }

  // All bytes until the server closes; "<still open>" at the end where it does not.
  std::string receive_until_closed() {
    std::string bytes;
    boost::system::error_code error;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(bytes), error);
    const bool closed = error == boost::asio::error::eof || error == boost::asio::error::connection_reset;
    return closed ? bytes : bytes + "<still open>";
  }

  // The bytes as they come, framing and all, up to and with `text`; all there was where it never came.
  std::string receive_until(std::string_view text) {
    std::string bytes;
    boost::system::error_code error;
    boost::asio::read_until(socket_, boost::asio::dynamic_buffer(bytes), std::string(text), error);
    return bytes;
  }

  void finish_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  boost::beast::flat_buffer buffer_;
};

}  // namespace edify::api
