#include "api/transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace edify::api {
namespace {

constexpr auto await = net::as_tuple(net::use_awaitable);

}  // namespace

net::awaitable<boost::system::error_code> Transport::open() {
  if (!tls_) co_return boost::system::error_code{};
  const auto [error] = co_await tls_->async_handshake(net::ssl::stream_base::server, await);
  co_return error;
}

net::awaitable<void> Transport::finish() {
  if (tls_) co_await tls_->async_shutdown(await);
  boost::system::error_code ignored;
  tcp_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace edify::api
