// The HTTP/1.1 server: accepts, limits, and hands requests to the Service. TLS ends at the proxy in front.
//
// One I/O thread moves bytes; handlers that block run on a bounded pool of workers. A request that finds the pool's
// queue full is answered with 503 at once: a queue that only grows helps nobody.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/service.h"
#include "base/error.h"

namespace edify::api {

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::size_t connections = 1024;
  std::size_t queued_requests = 256;              // beyond those that run
  std::chrono::milliseconds idle_time{60'000};    // between two requests of a connection
  std::chrono::milliseconds header_time{10'000};  // from a request's first byte to its header's end
  std::chrono::milliseconds body_time{20'000};
  std::chrono::milliseconds write_time{30'000};
};

struct ServerOptions {
  std::string host = "127.0.0.1";  // an address, or a name that resolves to one
  std::uint16_t port = 8000;       // 0: any free one
  unsigned worker_threads = 0;     // 0: one a core
  // How long a stopping server still accepts, so that a load balancer can see /readyz fail first.
  std::chrono::milliseconds lame_duck_time{0};
  ServerLimits limits;
};

// Thread-safe.
class Server {
 public:
  // Listens and serves on threads of its own. Errors: invalid_argument (host unknown), unavailable (port taken).
  static Result<std::unique_ptr<Server>> start(ApiDependencies dependencies, const ServerOptions& options);
  // Stops at once; requests that run are waited for.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  // Begins to stop, and returns: /readyz fails, then (after lame_duck_time) nothing new is accepted, idle connections
  // close, requests finish. What is not done `drain_time` later is cut off. A drain_time of zero skips the lame duck
  // too. A second call closes the door at once and can only shorten the rest.
  void stop(std::chrono::milliseconds drain_time);

  // Returns when a stop has been completed.
  void wait();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace edify::api
