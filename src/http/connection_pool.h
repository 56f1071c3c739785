// The connections of a Client: a bounded number a host, the idle ones kept for the next request. Thread-safe.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "http/connection.h"

namespace edify::http {

class ConnectionPool {
 public:
  // A connection and its place among the host's; dropped with its Lease unless it is given back.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::string host);
    Lease(Lease&&) noexcept;
    ~Lease();

    Connection& connection() { return *connection_; }
    // True where it has served another request before.
    bool was_kept() const { return was_kept_; }
    void use(std::unique_ptr<Connection> connection, bool was_kept);
    void give_back();

   private:
    ConnectionPool* pool_;
    std::string host_;
    std::unique_ptr<Connection> connection_;
    bool was_kept_ = false;
  };

  // `tls` outlives the pool.
  ConnectionPool(boost::asio::ssl::context& tls, std::size_t per_host) : tls_(tls), per_host_(per_host) {}

  // An idle connection that still lives, or a new one. Waits while the host's number is reached. Errors: unavailable.
  Result<Lease> take(const Endpoint& endpoint, std::chrono::milliseconds connect_timeout, Clock::time_point deadline,
                     const std::stop_token& stop);

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    Clock::time_point since;
  };
  struct Host {
    std::vector<Idle> idle;  // the last one was used last
    std::size_t in_use = 0;
  };

  Result<void> wait_for_a_place(const std::string& key, const Endpoint& endpoint, Clock::time_point deadline,
                                const std::stop_token& stop);
  std::unique_ptr<Connection> take_idle(const std::string& key);
  void end(const std::string& key, std::unique_ptr<Connection> kept);

  boost::asio::ssl::context& tls_;
  const std::size_t per_host_;
  std::mutex mutex_;
  std::condition_variable_any freed_;
  std::map<std::string, Host> hosts_;
};

}  // namespace edify::http
