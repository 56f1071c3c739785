#include "api/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "api/access_log.h"
#include "api/client_address.h"
#include "api/connection.h"
#include "api/connection_table.h"
#include "api/cors.h"
#include "api/gate.h"
#include "api/tls.h"
#include "base/log.h"

namespace edify::api {
namespace {

using boost::system::error_code;
using net::ip::tcp;

constexpr auto await = net::as_tuple(net::use_awaitable);

// Nobody waits for this peer: what does not fit the socket's buffer at once is not sent.
void turn_away(tcp::socket socket, bool is_tls) {
  constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
  if (is_tls) return;  // it would not understand
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(answer), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

// Answers that are made while they are sent; a thread each.
constexpr std::size_t most_streams = 1'000;

using reuse_port = net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace

// Everything here but the public functions happens on the I/O thread, so nothing needs a lock.
class Server::Impl {
 public:
  Impl(ApiDependencies dependencies, ServerOptions options)
      : options_(std::move(options)),
        service_(std::move(dependencies)),
        gate_(service_, options_),
        access_log_({options_.access_log, options_.log_client_address, options_.pseudonym_key}) {}

  Result<void> prepare();
  Result<void> listen();
  void run();
  std::uint16_t port() const { return port_; }
  ServerFigures figures() const { return {connection_count_, turned_away_, evicted_, gate_.figures()}; }
  Result<void> reload_certificate() { return tls_ ? tls_->reload() : Result<void>{}; }
  void stop(std::chrono::milliseconds drain_time, Door door);
  void wait();

 private:
  net::awaitable<void> accept_connections();
  void welcome(tcp::socket socket);
  void serve(tcp::socket socket, const std::string& owner);
  void begin_stop(std::chrono::milliseconds drain_time, Door door);
  void close_door();
  void set_deadline();
  void forget(Connection* connection, const std::exception_ptr& error);

  const ServerOptions options_;
  StreamThreads streams_{most_streams};  // ends after the connections, which let their producers go
  net::io_context io_{1};                // one thread runs it
  Service service_;
  Gate gate_;
  AccessLog access_log_;
  AddressRanges trusted_proxies_;
  std::unique_ptr<ServerTls> tls_;
  tcp::acceptor acceptor_{io_};
  net::steady_timer retry_accept_{io_};
  net::steady_timer lame_duck_{io_};
  net::steady_timer deadline_{io_};
  ConnectionTable connections_;  // alive by the coroutines that serve them
  std::atomic<std::size_t> connection_count_{0};
  std::atomic<std::uint64_t> turned_away_{0};
  std::atomic<std::uint64_t> evicted_{0};
  std::chrono::milliseconds drain_time_ = std::chrono::milliseconds::max();
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  std::mutex join_mutex_;
  std::thread thread_;
};

Result<void> Server::Impl::prepare() {
  EDIFY_CHECK(check_origins(options_.cors_origins));
  EDIFY_TRY(trusted_proxies_, AddressRanges::parse(options_.trusted_proxies));
  if (options_.tls_certificate.empty() != options_.tls_key.empty()) {
    return fail(ErrorCode::invalid_argument, "server.tls_certificate and server.tls_key need each other; set both",
                "configuration");
  }
  if (options_.tls_certificate.empty()) return {};
  EDIFY_TRY(tls_, ServerTls::load(options_.tls_certificate, options_.tls_key));
  return {};
}

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
  if (!error && options_.reuse_port) acceptor_.set_option(reuse_port(true), error);
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
    if (!error) {
      welcome(std::move(socket));
    } else if (acceptor_.is_open()) {
      // Out of file descriptors, most likely: trying again at once would only burn the processor.
      log::warn("cannot accept a connection: {}", error.message());
      retry_accept_.expires_after(std::chrono::milliseconds(100));
      co_await retry_accept_.async_wait(await);
    }
  }
}

// At the limit of all connections, one that only waits for a request makes room: a crowd of idle ones shuts nobody out.
void Server::Impl::welcome(tcp::socket socket) {
  error_code gone;
  const auto peer = socket.remote_endpoint(gone).address();
  if (gone) return;
  const std::string owner = trusted_proxies_.contains(peer) ? std::string() : limit_key(peer);
  Connection* const oldest = connections_.longest_waiting();
  const bool is_full = connections_.size() >= options_.limits.connections;
  const bool owns_too_many = !owner.empty() && connections_.owned_by(owner) >= options_.limits.connections_per_address;
  if (owns_too_many || (is_full && oldest == nullptr)) {
    ++turned_away_;
    return turn_away(std::move(socket), tls_ != nullptr);
  }
  if (is_full) {
    ++evicted_;
    connections_.works(*oldest);  // so that the next one finds another
    oldest->close();
  }
  serve(std::move(socket), owner);
}

void Server::Impl::serve(tcp::socket socket, const std::string& owner) {
  const ConnectionContext context{gate_, connections_, access_log_, trusted_proxies_, options_, streams_};
  auto connection = std::make_shared<Connection>(std::move(socket), tls_ ? tls_->context() : nullptr, context);
  connections_.add(*connection, owner);
  connection_count_ = connections_.size();
  auto done = [this, key = connection.get()](const std::exception_ptr& error) { forget(key, error); };
  net::co_spawn(io_, Connection::serve(std::move(connection)), std::move(done));
}

void Server::Impl::forget(Connection* connection, const std::exception_ptr& error) {
  connections_.remove(*connection);
  connection_count_ = connections_.size();
  if (connections_.size() == 0) deadline_.cancel();
  if (!error) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& reason) {
    log::error("a connection ended by an exception: {}", reason.what());
  }
}

void Server::Impl::stop(std::chrono::milliseconds drain_time, Door door) {
  service_.start_draining();
  net::post(io_, [this, drain_time, door] { begin_stop(drain_time, door); });
}

void Server::Impl::begin_stop(std::chrono::milliseconds drain_time, Door door) {
  drain_time_ = std::min(drain_time_, drain_time);
  if (!std::exchange(stopping_, true)) {
    const bool at_once = door == Door::closes || drain_time == std::chrono::milliseconds::zero();
    lame_duck_.expires_after(at_once ? std::chrono::milliseconds::zero() : options_.lame_duck_time);
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
  connections_.each([](Connection& connection) { connection.close_if_idle(); });
  set_deadline();
}

void Server::Impl::set_deadline() {
  if (connections_.size() == 0) return;
  deadline_.expires_after(drain_time_);
  deadline_.async_wait([this](const error_code& cancelled) {
    if (cancelled) return;
    connections_.each([](Connection& connection) { connection.close(); });
  });
}

void Server::Impl::wait() {
  const std::scoped_lock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->stop(std::chrono::milliseconds::zero(), Door::closes);
  impl_->wait();
}

Result<std::unique_ptr<Server>> Server::start(ApiDependencies dependencies, const ServerOptions& options) {
  auto impl = std::make_unique<Impl>(std::move(dependencies), options);
  EDIFY_CHECK(impl->prepare());
  EDIFY_CHECK(impl->listen());
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
ServerFigures Server::figures() const { return impl_->figures(); }
Result<void> Server::reload_certificate() { return impl_->reload_certificate(); }
void Server::stop(std::chrono::milliseconds drain_time, Door door) { impl_->stop(drain_time, door); }
void Server::wait() { impl_->wait(); }

}  // namespace edify::api
