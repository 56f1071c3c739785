// What a run does while its source is away: it waits, blames no document, deletes nothing, and gives up after a while.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "source/source.h"

namespace edify::ingest {

// About the source as a whole, whatever document was asked for.
inline bool is_outage(const Error& error) {
  return error.reason == source::unreachable_reason || error.reason == source::refused_reason;
}

// Thread-safe.
class SourceHealth {
 public:
  // `patience`: how long the source may be away before the run ends with its error.
  SourceHealth(std::chrono::seconds patience, std::stop_token stop) : patience_(patience), stop_(std::move(stop)) {}

  // Blocks until it is worth trying again: half as long as it has been away, from half a second to fifteen seconds, or
  // until another thread got through. The Error itself: the patience is over, somebody asked to stop, or the source
  // answers and refuses, which no waiting changes.
  Result<void> wait_out(const Error& error) {
    if (error.reason == source::refused_reason) return std::unexpected(error);
    using std::chrono::milliseconds;
    std::unique_lock lock(mutex_);
    const auto now = Clock::now();
    if (!away_since_) {
      away_since_ = now;
      log::warn("{}; waiting for it", error.message);
    }
    if (stop_.stop_requested() || now - *away_since_ > patience_) return std::unexpected(error);
    const auto away = std::chrono::duration_cast<milliseconds>(now - *away_since_);
    const auto pause = std::clamp<milliseconds>(away / 2, milliseconds(500), milliseconds(15'000));
    back_.wait_for(lock, stop_, pause, [&] { return !away_since_; });
    if (stop_.stop_requested()) return std::unexpected(error);
    return {};
  }

  void well() {
    const std::lock_guard lock(mutex_);
    if (!away_since_) return;
    away_since_.reset();
    back_.notify_all();
  }

  bool away() const {
    const std::lock_guard lock(mutex_);
    return away_since_.has_value();
  }

 private:
  using Clock = std::chrono::steady_clock;
  const std::chrono::seconds patience_;
  const std::stop_token stop_;
  mutable std::mutex mutex_;
  std::condition_variable_any back_;
  std::optional<Clock::time_point> away_since_;
};

}  // namespace edify::ingest
