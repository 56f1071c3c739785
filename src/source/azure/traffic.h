// Counts what a client asks for and gets.
#pragma once

#include <cstdint>
#include <mutex>

#include "source/source.h"

namespace edify::source::azure {

// Thread-safe.
class TrafficCounter {
 public:
  void count_answer(unsigned status, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    ++traffic_.requests;
    traffic_.bytes_received += bytes;
    if (status < 200 || status >= 300) ++traffic_.errors[status];
  }
  void count_retry() {
    const std::lock_guard lock(mutex_);
    ++traffic_.retries;
  }
  Traffic snapshot() const {
    const std::lock_guard lock(mutex_);
    return traffic_;
  }

 private:
  mutable std::mutex mutex_;
  Traffic traffic_;
};

}  // namespace edify::source::azure
