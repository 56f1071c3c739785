// Stops calling a peer that fails: after some failures in a row the caller is told at once that the peer is away, and
// one call at a time is let through to see whether it is back (M. Nygard, Release It!, "Circuit Breaker").
//
//   if (!breaker.allows()) return fail(ErrorCode::unavailable, "…");
//   auto answer = call();
//   answer ? breaker.succeeded() : breaker.failed();
//
// Thread-safe, without a lock. One a peer; what counts as a failure (a refused connection, a timeout; not a missing
// row) is the caller's to say. A probe whose outcome is never told costs one more rest, nothing else.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace edify {

struct CircuitBreakerOptions {
  std::uint32_t failures = 5;  // in a row, that open it
  // Between opening and the first probe, and between probes.
  std::chrono::milliseconds rest{5'000};
};

class CircuitBreaker {
 public:
  using Clock = std::chrono::steady_clock;

  explicit CircuitBreaker(CircuitBreakerOptions options = {}) : options_(options) {}

  // Whether the peer may be called now. Where the breaker is open and its rest is over, one caller gets true.
  bool allows(Clock::time_point now = Clock::now()) {
    std::int64_t probe_at = probe_at_.load(std::memory_order_relaxed);
    if (probe_at == closed) return true;
    if (ticks(now) < probe_at) return false;
    return probe_at_.compare_exchange_strong(probe_at, ticks(now + options_.rest), std::memory_order_relaxed);
  }

  void succeeded() {
    failures_.store(0, std::memory_order_relaxed);
    probe_at_.store(closed, std::memory_order_relaxed);
  }

  // True where this failure opened it: the moment for one line in the log.
  bool failed(Clock::time_point now = Clock::now()) {
    if (failures_.fetch_add(1, std::memory_order_relaxed) + 1 < options_.failures) return false;
    return probe_at_.exchange(ticks(now + options_.rest), std::memory_order_relaxed) == closed;
  }

  bool is_open() const { return probe_at_.load(std::memory_order_relaxed) != closed; }

 private:
  static constexpr std::int64_t closed = 0;
  static std::int64_t ticks(Clock::time_point time) { return time.time_since_epoch().count(); }

  const CircuitBreakerOptions options_;
  std::atomic<std::uint32_t> failures_{0};
  std::atomic<std::int64_t> probe_at_{closed};  // of the clock, where open
};

}  // namespace edify
