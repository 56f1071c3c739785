// What a source has asked for and got, for progress displays and metrics.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

namespace edify::source::azure {

struct Traffic {
  std::uint64_t requests = 0;  // attempts, retries among them
  std::uint64_t retries = 0;
  std::uint64_t bytes_received = 0;          // of bodies
  std::map<unsigned, std::uint64_t> errors;  // by HTTP status; 0: no answer at all
};

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
