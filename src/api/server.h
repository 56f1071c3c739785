// The HTTP/1.1 server: accepts, limits, and hands requests to the Service, over TLS or behind a proxy that ends it.
//
// One I/O thread moves bytes; handlers that block run on a bounded pool of workers. A request that would wait for a
// worker for too long is answered with 503 at once: a line that only grows helps nobody (gate.h, admission.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/gate.h"
#include "api/server_options.h"
#include "api/service.h"
#include "base/error.h"

namespace edify::api {

struct ServerFigures {
  std::size_t connections = 0;
  std::uint64_t turned_away = 0;  // connections above a limit
  std::uint64_t evicted = 0;      // that waited for a request when there was no more room
  GateFigures gate;
};

// Thread-safe.
class Server {
 public:
  // Listens and serves on threads of its own. Errors: invalid_argument (host unknown, a setting that is none, a
  // certificate that can not be used), unavailable (port taken).
  static Result<std::unique_ptr<Server>> start(ApiDependencies dependencies, const ServerOptions& options);
  // Stops at once; requests that run are waited for.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  ServerFigures figures() const;

  // Takes certificate and key from their files again, for new connections; those that are open go on. On an error the
  // old ones stay. Without TLS there is nothing to do. Errors: see ServerTls::reload.
  Result<void> reload_certificate();

  enum class Door : std::uint8_t { lame_duck, closes };

  // Begins to stop, and returns: /readyz fails, then (after lame_duck_time, or at once where the door `closes`) nothing
  // new is accepted, idle connections close, requests finish. What is not done `drain_time` later is cut off. A
  // drain_time of zero skips the lame duck too. A second call closes the door at once and can only shorten the rest.
  void stop(std::chrono::milliseconds drain_time, Door door = Door::lame_duck);

  // Returns when a stop has been completed.
  void wait();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace edify::api
