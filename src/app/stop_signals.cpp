#include "app/stop_signals.h"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

namespace edify::app {
namespace {

sigset_t signals_of(Hangup hangup) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (hangup == Hangup::reloads) sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

StopSignals::StopSignals(Hangup hangup) : hangup_(hangup) {
  const sigset_t set = signals_of(hangup_);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  listener_ = std::jthread([this](const std::stop_token& done) { listen(done); });
}

StopSignals::~StopSignals() {
  listener_.request_stop();
  listener_.join();
  const sigset_t set = signals_of(hangup_);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void StopSignals::listen(const std::stop_token& done) {
  const sigset_t set = signals_of(hangup_);
  const timespec slice{0, 200'000'000};  // looks at `done` five times a second
  while (!done.stop_requested()) {
    const int signal = sigtimedwait(&set, nullptr, &slice);
    if (signal < 0) continue;
    if (signal == SIGHUP) {
      const std::scoped_lock lock(mutex_);
      reload_ = true;
      changed_.notify_all();
      continue;
    }
    if (source_.stop_requested()) std::_Exit(130);
    interrupted_ = signal == SIGINT;
    source_.request_stop();
  }
}

StopSignals::Event StopSignals::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, source_.get_token(), [this] { return reload_; });
  if (source_.stop_requested()) return Event::stop;
  reload_ = false;
  return Event::reload;
}

bool StopSignals::wait_for(std::chrono::milliseconds timeout) const {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, source_.get_token(), timeout, [] { return false; });
  return source_.stop_requested();
}

}  // namespace edify::app
