// A thread for each answer that is being streamed: most of its life it waits, for its client or for a peer, so it has
// no place among the workers. Their number is bounded. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

namespace edify::api {

class StreamThreads {
 public:
  explicit StreamThreads(std::size_t most) : most_(most) {}
  // Waits for all of them.
  ~StreamThreads();
  StreamThreads(const StreamThreads&) = delete;
  StreamThreads& operator=(const StreamThreads&) = delete;

  // Runs `work`, which does not throw, on a thread of its own. False: there are as many as there may be.
  bool start(std::function<void()> work);
  std::size_t running() const;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
};

}  // namespace edify::api
