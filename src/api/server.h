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

#include "api/server_options.h"
#include "api/service.h"
#include "base/error.h"

namespace edify::api {

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
