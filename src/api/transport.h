// The bytes of one connection, plain or through TLS, as Beast's AsyncReadStream and AsyncWriteStream. Time limits are
// those of tcp(). Lives on the I/O thread only.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace edify::api {

namespace net = boost::asio;

class Transport {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;

  // Without `tls` the bytes are plain.
  Transport(net::ip::tcp::socket socket, std::shared_ptr<net::ssl::context> tls)
      : tcp_(std::move(socket)), context_(std::move(tls)) {
    if (context_) tls_.emplace(tcp_, *context_);
  }

  bool is_tls() const { return tls_.has_value(); }
  boost::beast::tcp_stream& tcp() { return tcp_; }
  executor_type get_executor() noexcept { return tcp_.get_executor(); }

  // The handshake of TLS; nothing where the bytes are plain.
  net::awaitable<boost::system::error_code> open();
  // Tells the peer that no more will be sent.
  net::awaitable<void> finish();

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    auto initiate = [this](auto&& handler, const Buffers& into) {
      if (tls_) {
        tls_->async_read_some(into, std::forward<decltype(handler)>(handler));
      } else {
        tcp_.async_read_some(into, std::forward<decltype(handler)>(handler));
      }
    };
    return net::async_initiate<Token, void(boost::system::error_code, std::size_t)>(std::move(initiate), token,
                                                                                    buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    auto initiate = [this](auto&& handler, const Buffers& from) {
      if (tls_) {
        tls_->async_write_some(from, std::forward<decltype(handler)>(handler));
      } else {
        tcp_.async_write_some(from, std::forward<decltype(handler)>(handler));
      }
    };
    return net::async_initiate<Token, void(boost::system::error_code, std::size_t)>(std::move(initiate), token,
                                                                                    buffers);
  }

 private:
  boost::beast::tcp_stream tcp_;
  std::shared_ptr<net::ssl::context> context_;  // outlives the stream, whatever a reload puts in its place
  std::optional<net::ssl::stream<boost::beast::tcp_stream&>> tls_;
};

}  // namespace edify::api
