#include "http/connection_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace edify::http {
namespace {

// Servers and the boxes between close what is idle for longer; Azure after some minutes.
constexpr auto longest_idle = std::chrono::seconds(60);

std::string key_of(const Endpoint& endpoint) {
  return fmt::format("{}://{}", endpoint.secure ? "https" : "http", endpoint.authority());
}

}  // namespace

ConnectionPool::Lease::Lease(ConnectionPool& pool, std::string host) : pool_(&pool), host_(std::move(host)) {}

ConnectionPool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      host_(std::move(other.host_)),
      connection_(std::move(other.connection_)),
      was_kept_(other.was_kept_) {}

ConnectionPool::Lease::~Lease() {
  if (pool_ != nullptr) pool_->end(host_, nullptr);
}

void ConnectionPool::Lease::use(std::unique_ptr<Connection> connection, bool was_kept) {
  connection_ = std::move(connection);
  was_kept_ = was_kept;
}

void ConnectionPool::Lease::give_back() { std::exchange(pool_, nullptr)->end(host_, std::move(connection_)); }

Result<ConnectionPool::Lease> ConnectionPool::take(const Endpoint& endpoint, std::chrono::milliseconds connect_timeout,
                                                   Clock::time_point deadline, const std::stop_token& stop) {
  const std::string key = key_of(endpoint);
  EDIFY_CHECK(wait_for_a_place(key, endpoint, deadline, stop));
  Lease lease(*this, key);  // gives its place up where connecting fails
  if (auto kept = take_idle(key)) {
    lease.use(std::move(kept), true);
    return lease;
  }
  EDIFY_TRY(auto connection,
            Connection::open(endpoint, tls_, std::min(deadline, Clock::now() + connect_timeout), stop));
  lease.use(std::move(connection), false);
  return lease;
}

Result<void> ConnectionPool::wait_for_a_place(const std::string& key, const Endpoint& endpoint,
                                              Clock::time_point deadline, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  Host& host = hosts_[key];
  if (freed_.wait_until(lock, stop, deadline, [&] { return host.in_use < per_host_; })) {
    ++host.in_use;
    return {};
  }
  if (stop.stop_requested()) return fail(ErrorCode::unavailable, "stopped", std::string(cancelled_reason));
  return fail(ErrorCode::unavailable,
              fmt::format("all {} connections to {} stayed busy", per_host_, endpoint.authority()),
              std::string(timeout_reason));
}

std::unique_ptr<Connection> ConnectionPool::take_idle(const std::string& key) {
  const std::lock_guard lock(mutex_);
  auto& idle = hosts_[key].idle;
  std::erase_if(
      idle, [](const Idle& each) { return Clock::now() - each.since > longest_idle || each.connection->is_stale(); });
  if (idle.empty()) return nullptr;
  auto connection = std::move(idle.back().connection);
  idle.pop_back();
  return connection;
}

void ConnectionPool::end(const std::string& key, std::unique_ptr<Connection> kept) {
  const std::lock_guard lock(mutex_);
  Host& host = hosts_[key];
  --host.in_use;
  if (kept) host.idle.push_back({std::move(kept), Clock::now()});
  freed_.notify_all();  // who waits may wait for another host
}

}  // namespace edify::http
