// Counters of a run, shared by its threads. Internal to ingest/.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "ingest/report.h"

namespace edify::ingest {

// Thread-safe.
class Tally {
 public:
  template <typename Change>
  void change(Change&& apply) {
    const std::lock_guard lock(mutex_);
    apply(report_, progress_);
  }
  Report report() const {
    const std::lock_guard lock(mutex_);
    return report_;
  }
  Progress progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
  }

 private:
  mutable std::mutex mutex_;
  Report report_;
  Progress progress_;
};

}  // namespace edify::ingest
