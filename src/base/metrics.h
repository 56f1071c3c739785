// Figures that the program counts about itself, cheap enough for every request. Whoever publishes them (app/) reads
// them; nothing here knows how they are published.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace edify {

// How long something took, in buckets: two atomic additions an observation. Thread-safe, without a lock; a reader may
// see an observation in its bucket before it is in the sum.
class LatencyHistogram {
 public:
  // Upper bounds in seconds; a last bucket takes what is longer.
  static constexpr std::array bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                        0.25,  0.5,    1.0,   2.5,  5.0,   10.0, 30.0};

  void observe(std::chrono::duration<double> time) {
    std::size_t bucket = 0;
    while (bucket < bounds.size() && time.count() > bounds[bucket]) ++bucket;
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
    nanoseconds_.fetch_add(static_cast<std::uint64_t>(nanoseconds > 0 ? nanoseconds : 0), std::memory_order_relaxed);
  }

  struct Figures {
    std::array<std::uint64_t, bounds.size() + 1> counts{};  // of each bucket alone
    std::uint64_t count = 0;
    double seconds = 0;  // the sum
  };
  Figures read() const {
    Figures figures;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      figures.counts[i] = counts_[i].load(std::memory_order_relaxed);
      figures.count += figures.counts[i];
    }
    constexpr double nanoseconds_a_second = 1e9;
    figures.seconds = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / nanoseconds_a_second;
    return figures;
  }

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> counts_{};
  std::atomic<std::uint64_t> nanoseconds_{0};
};

// Observes how long it lived.
class Stopwatch {
 public:
  explicit Stopwatch(LatencyHistogram& histogram) : histogram_(histogram) {}
  ~Stopwatch() { histogram_.observe(std::chrono::steady_clock::now() - started_); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  LatencyHistogram& histogram_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace edify
