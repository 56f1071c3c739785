// When a request is tried again, and how long it waits: the one place that decides.
//
// Exponential delays with full jitter (a random share of the delay, so that many clients do not come back together);
// what the server asks for in Retry-After or x-ms-retry-after-ms is the least. A budget that all requests of a run
// share keeps an outage from becoming a storm: a retry costs one token, a success gives back a share of one.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "http/message.h"

namespace edify::http {

struct RetryOptions {
  int attempts = 6;                                                        // the first one included
  std::chrono::milliseconds first_delay = std::chrono::milliseconds(500);  // doubled at each retry
  std::chrono::milliseconds longest_delay = std::chrono::seconds(30);
  double budget = 100;   // retries that a run may take without a success
  double refill = 0.25;  // given back by a success
};

// Time and chance, so that tests need neither.
struct RetryHooks {
  std::function<std::chrono::steady_clock::time_point()> now;
  std::function<std::chrono::system_clock::time_point()> wall_clock;
  // Ends early on a stop request.
  std::function<void(std::chrono::milliseconds, const std::stop_token&)> sleep;
  std::function<double()> jitter;  // 0 to 1

  static RetryHooks real();
};

// True for a status or an Error that may go away by itself.
bool is_worth_a_retry(const Result<Response>& outcome, const RetryOptions& options);

// What the server asks for; nothing where it does not. Dates are held against `now`.
std::optional<std::chrono::milliseconds> requested_delay(const Response& response,
                                                         std::chrono::system_clock::time_point now);

class RetryPolicy {
 public:
  explicit RetryPolicy(RetryOptions options = {}, RetryHooks hooks = RetryHooks::real());

  // Calls `attempt` until its outcome is final: a success, something that no retry mends, no attempt, time or budget
  // left, or a stop. Answers the last outcome. `on_retry` hears of each outcome that is not the last.
  Result<Response> run(const std::function<Result<Response>()>& attempt, std::chrono::milliseconds time_limit,
                       const std::stop_token& stop, const std::function<void(const Result<Response>&)>& on_retry = {});

  // Tokens left, for tests and metrics.
  double budget_left() const;

 private:
  std::chrono::milliseconds delay_after(const Result<Response>& outcome, int attempt);
  bool take_token();
  void give_back();

  const RetryOptions options_;
  const RetryHooks hooks_;
  mutable std::mutex mutex_;
  double tokens_;
};

}  // namespace edify::http
