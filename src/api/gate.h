// What stands between a request that was read and its handler: rates, cross-origin rules, admission, who asks, and the
// right thread to run it on. The cheapest refusal comes first, so that a flood costs little.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

#include "api/exchange.h"
#include "api/rate_limiter.h"
#include "api/server_options.h"
#include "api/service.h"
#include "api/worker_pool.h"

namespace edify::api {

struct Route;

// Since the start, or of this moment.
struct GateFigures {
  std::uint64_t refused_by_rate = 0;      // 429
  std::uint64_t refused_by_overload = 0;  // 503, at once
  std::uint64_t too_late = 0;             // 503: the time for the answer was over before its work began
  std::uint64_t abandoned = 0;            // whose client hung up before the work began
  std::uint64_t inside = 0;               // questions that run or wait
  std::chrono::nanoseconds expected_wait{0};
};

// The status of an answer that nobody waits for; nginx's number for it. Never sent.
inline constexpr unsigned client_closed = 499;

// answer() is called on the I/O thread; the rest is thread-safe.
class Gate {
 public:
  Gate(Service& service, const ServerOptions& options);

  // The answer, encoded. `socket` is looked at before the work begins: nobody works for a client that has hung up,
  // whose answer has the status client_closed and is not written. The request is filled in: route, principal, deadline;
  // it outlives the wait.
  net::awaitable<Response> answer(Request& request, int socket);

  GateFigures figures() const;
  Service& service() { return service_; }

 private:
  // A refusal, or nothing.
  std::optional<Response> refuse_early(const Request& request, const Route* route);
  RateLimit rate_of(const Request& request) const;
  Response overloaded(const Request& request);
  net::awaitable<Response> run(const Route& route, Request& request, int socket);
  Response work(const Route& route, Request& request, int socket) noexcept;

  Service& service_;
  const ServerOptions& options_;
  RateLimiter addresses_;
  RateLimiter users_;
  WorkerPool questions_;
  WorkerPool probes_;
  std::atomic<std::uint64_t> refused_by_rate_{0};
  std::atomic<std::uint64_t> refused_by_overload_{0};
  std::atomic<std::uint64_t> too_late_{0};
  std::atomic<std::uint64_t> abandoned_{0};
};

}  // namespace edify::api
