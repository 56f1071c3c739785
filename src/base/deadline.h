// How long somebody waits for an answer, handed down to whoever does the work: what nobody waits for any more is not
// begun. A plain value, cheap to copy.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/error.h"

namespace edify {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  Deadline() = default;  // never
  explicit Deadline(Clock::time_point at) : at_(at) {}

  bool has_passed() const { return at_ != Clock::time_point::max() && Clock::now() >= at_; }

  // Until it passes, at most `longest`; never negative.
  std::chrono::milliseconds remaining(std::chrono::milliseconds longest) const {
    if (at_ == Clock::time_point::max()) return longest;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(at_ - Clock::now());
    return std::clamp(left, std::chrono::milliseconds(0), longest);
  }

  // Errors: unavailable, reason `deadline`.
  Result<void> check() const {
    if (!has_passed()) return {};
    return std::unexpected(passed());
  }
  static Error passed() {
    return {ErrorCode::unavailable, "there was no time left to answer; ask again in a moment", "deadline"};
  }

 private:
  Clock::time_point at_ = Clock::time_point::max();
};

}  // namespace edify
