// The store's figures for /health and /readyz, asked for at most once a second: these routes are open to everyone,
// and counting a large store is not free.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "base/error.h"
#include "store/vector_store.h"

namespace edify::api {

// Thread-safe; callers that arrive while one asks the store wait for its answer.
class StoreProbe {
 public:
  explicit StoreProbe(store::VectorStore& store) : store_(store) {}

  Result<store::StoreStats> stats() {
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!last_ || now - asked_ >= std::chrono::seconds(1)) {
      last_ = store_.stats();
      asked_ = now;
    }
    return *last_;
  }

 private:
  store::VectorStore& store_;
  std::mutex mutex_;
  std::optional<Result<store::StoreStats>> last_;
  std::chrono::steady_clock::time_point asked_;
};

}  // namespace edify::api
