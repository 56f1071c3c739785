// Who may wait for a worker: whoever would be served in time. The rest is told at once to come back later, which costs
// next to nothing and keeps those inside quick (docs/decisions/overload.md).
//
// The wait of a newcomer is foretold by Little's law from what is measured: waiting × mean service time ÷ workers. A
// second rule sees what the mean can not: when the line has not moved for as long as anybody may wait, it is closed.
// Thread-safe, without a lock; the figures are those of a moment and may be a few requests behind.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace edify::api {

class Admission {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    std::size_t workers = 1;
    std::size_t queued = 4096;  // beyond those that run
    std::chrono::milliseconds max_delay{500};
  };

  explicit Admission(const Options& options) : options_(options) {}

  // What a newcomer would wait now.
  std::chrono::nanoseconds expected_wait() const {
    const std::size_t inside = inside_.load(std::memory_order_relaxed);
    if (inside < options_.workers) return std::chrono::nanoseconds::zero();
    const auto waiting = static_cast<std::int64_t>(inside - options_.workers + 1);
    return std::chrono::nanoseconds(waiting * service_time_.load(std::memory_order_relaxed) /
                                    static_cast<std::int64_t>(options_.workers));
  }

  // False where enter() would refuse; for a look before the work of finding out who asks.
  bool is_open(Clock::time_point now = Clock::now()) const {
    const std::size_t inside = inside_.load(std::memory_order_relaxed);
    if (inside < options_.workers) return true;
    if (inside >= options_.workers + options_.queued || expected_wait() > options_.max_delay) return false;
    const bool moves = ticks(now) - last_begin_.load(std::memory_order_relaxed) <= ticks(options_.max_delay);
    return moves || inside == options_.workers;
  }

  // Takes a place, which begin() and leave() follow. False: no.
  bool enter(Clock::time_point now = Clock::now()) {
    if (!is_open(now)) return false;
    // Before a worker takes it up the line has not stood still: it has just begun.
    const std::size_t before = inside_.fetch_add(1, std::memory_order_relaxed);
    if (before < options_.workers) begin(now);
    return true;
  }

  // A worker takes the request up.
  void begin(Clock::time_point now) { last_begin_.store(ticks(now), std::memory_order_relaxed); }

  // It is done, after so long with a worker.
  void leave(std::chrono::nanoseconds service_time) {
    inside_.fetch_sub(1, std::memory_order_relaxed);
    constexpr std::int64_t memory = 32;  // requests
    const std::int64_t mean = service_time_.load(std::memory_order_relaxed);
    service_time_.store(mean + (service_time.count() - mean) / memory, std::memory_order_relaxed);
  }

  std::size_t inside() const { return inside_.load(std::memory_order_relaxed); }

 private:
  static std::int64_t ticks(Clock::time_point time) { return time.time_since_epoch().count(); }
  static std::int64_t ticks(std::chrono::nanoseconds time) { return time.count(); }

  // Before anything is measured: rather too long than a line that nobody can serve.
  static constexpr std::chrono::nanoseconds first_guess = std::chrono::milliseconds(20);

  const Options options_;
  std::atomic<std::size_t> inside_{0};                           // waiting and running
  std::atomic<std::int64_t> service_time_{first_guess.count()};  // mean, nanoseconds
  std::atomic<std::int64_t> last_begin_{0};                      // of the clock
};

}  // namespace edify::api
