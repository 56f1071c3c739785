#include "api/stream_threads.h"

#include <system_error>
#include <thread>
#include <utility>

namespace edify::api {

StreamThreads::~StreamThreads() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return running_ == 0; });
}

bool StreamThreads::start(std::function<void()> work) {
  const std::scoped_lock lock(mutex_);
  if (running_ >= most_) return false;
  auto run = [this, work = std::move(work)]() mutable {
    work();
    work = nullptr;  // what it owns goes before the destructor stops waiting
    std::unique_lock end(mutex_);
    --running_;
    std::notify_all_at_thread_exit(ended_, std::move(end));
  };
  try {
    std::thread(std::move(run)).detach();  // counted, and waited for by the destructor
  } catch (const std::system_error&) {
    return false;  // the system has no more threads: as if there were too many
  }
  ++running_;
  return true;
}

std::size_t StreamThreads::running() const {
  const std::scoped_lock lock(mutex_);
  return running_;
}

}  // namespace edify::api
