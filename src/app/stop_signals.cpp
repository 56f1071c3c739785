#include "app/stop_signals.h"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

namespace edify::app {
namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  listener_ = std::jthread([this, set](const std::stop_token& done) {
    const timespec slice{0, 200'000'000};  // looks at `done` five times a second
    while (!done.stop_requested()) {
      if (sigtimedwait(&set, nullptr, &slice) < 0) continue;
      if (source_.stop_requested()) std::_Exit(130);
      source_.request_stop();
    }
  });
}

StopSignals::~StopSignals() {
  listener_.request_stop();
  listener_.join();
  const sigset_t set = stop_set();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool StopSignals::wait_for(std::chrono::milliseconds timeout) const {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, source_.get_token(), timeout, [] { return false; });
  return source_.stop_requested();
}

}  // namespace edify::app
