#include "api/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>

#include "api/connection.h"
#include "api/worker_pool.h"
#include "base/log.h"

namespace edify::api {
namespace {

using boost::system::error_code;
using net::ip::tcp;

constexpr auto await = net::as_tuple(net::use_awaitable);

unsigned worker_count(const ServerOptions& options) {
  return options.worker_threads > 0 ? options.worker_threads : std::max(1U, std::thread::hardware_concurrency());
}

// Nobody waits for this peer: what does not fit the socket's buffer at once is not sent.
void turn_away(tcp::socket socket) {
  constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(answer), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

// Everything here but stop(), wait() and port() happens on the I/O thread, so nothing needs a lock.
class Server::Impl {
 public:
  Impl(ApiDependencies dependencies, ServerOptions options)
      : options_(std::move(options)),
        service_(std::move(dependencies)),
        workers_(worker_count(options_), options_.limits.queued_requests) {}

  Result<void> listen();
  void run();
  std::uint16_t port() const { return port_; }
  void stop(std::chrono::milliseconds drain_time);
  void wait();

 private:
  net::awaitable<void> accept_connections();
  void serve(tcp::socket socket);
  void begin_stop(std::chrono::milliseconds drain_time);
  void close_door();
  void set_deadline();
  void forget(Connection* connection, const std::exception_ptr& error);

  ServerOptions options_;
  net::io_context io_{1};  // one thread runs it
  Service service_;
  WorkerPool workers_;
  tcp::acceptor acceptor_{io_};
  net::steady_timer retry_accept_{io_};
  net::steady_timer lame_duck_{io_};
  net::steady_timer deadline_{io_};
  std::unordered_set<Connection*> connections_;  // alive by the coroutines that serve them
  std::chrono::milliseconds drain_time_ = std::chrono::milliseconds::max();
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  std::mutex join_mutex_;
  std::thread thread_;
};

Result<void> Server::Impl::listen() {
  error_code error;
  tcp::resolver resolver(io_);
  const auto found = resolver.resolve(options_.host, std::to_string(options_.port), tcp::resolver::passive, error);
  if (error || found.empty()) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("cannot listen on host '{}': {}", options_.host, error.message()), "bad_host");
  }
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot listen on {}:{}: {}; stop what uses the port or choose another with --port",
                            options_.host, options_.port, error.message()),
                "cannot_listen");
  }
  port_ = acceptor_.local_endpoint(error).port();
  return {};
}

void Server::Impl::run() {
  net::co_spawn(io_, accept_connections(), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  thread_ = std::thread([this] { io_.run(); });
}

net::awaitable<void> Server::Impl::accept_connections() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(await);
    if (!error && connections_.size() < options_.limits.connections) {
      serve(std::move(socket));
    } else if (!error) {
      turn_away(std::move(socket));
    } else if (acceptor_.is_open()) {
      // Out of file descriptors, most likely: trying again at once would only burn the processor.
      log::warn("cannot accept a connection: {}", error.message());
      retry_accept_.expires_after(std::chrono::milliseconds(100));
      co_await retry_accept_.async_wait(await);
    }
  }
}

void Server::Impl::serve(tcp::socket socket) {
  const ConnectionContext context{service_, workers_, options_.limits};
  auto connection = std::make_shared<Connection>(std::move(socket), context);
  connections_.insert(connection.get());
  auto done = [this, key = connection.get()](const std::exception_ptr& error) { forget(key, error); };
  net::co_spawn(io_, Connection::serve(std::move(connection)), std::move(done));
}

void Server::Impl::forget(Connection* connection, const std::exception_ptr& error) {
  connections_.erase(connection);
  if (connections_.empty()) deadline_.cancel();
  if (!error) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& reason) {
    log::error("a connection ended by an exception: {}", reason.what());
  }
}

void Server::Impl::stop(std::chrono::milliseconds drain_time) {
  service_.start_draining();
  net::post(io_, [this, drain_time] { begin_stop(drain_time); });
}

void Server::Impl::begin_stop(std::chrono::milliseconds drain_time) {
  drain_time_ = std::min(drain_time_, drain_time);
  if (!std::exchange(stopping_, true)) {
    const bool at_once = drain_time == std::chrono::milliseconds::zero();
    lame_duck_.expires_after(at_once ? drain_time : options_.lame_duck_time);
    lame_duck_.async_wait([this](const error_code&) { close_door(); });
  } else if (acceptor_.is_open()) {
    lame_duck_.cancel();
  } else {
    set_deadline();
  }
}

void Server::Impl::close_door() {
  error_code ignored;
  acceptor_.close(ignored);
  retry_accept_.cancel();
  for (auto* connection : connections_) connection->close_if_idle();
  set_deadline();
}

void Server::Impl::set_deadline() {
  if (connections_.empty()) return;
  deadline_.expires_after(drain_time_);
  deadline_.async_wait([this](const error_code& cancelled) {
    if (cancelled) return;
    for (auto* connection : connections_) connection->close();
  });
}

void Server::Impl::wait() {
  const std::scoped_lock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->stop(std::chrono::milliseconds::zero());
  impl_->wait();
}

Result<std::unique_ptr<Server>> Server::start(ApiDependencies dependencies, const ServerOptions& options) {
  auto impl = std::make_unique<Impl>(std::move(dependencies), options);
  EDIFY_CHECK(impl->listen());
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
void Server::stop(std::chrono::milliseconds drain_time) { impl_->stop(drain_time); }
void Server::wait() { impl_->wait(); }

}  // namespace edify::api
