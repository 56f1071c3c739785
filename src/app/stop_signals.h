// SIGINT and SIGTERM as a stop token: the first asks to stop in good order, a second one ends the process. SIGHUP, for
// who wants it, as a wish to read files again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

namespace edify::app {

enum class Hangup : std::uint8_t { ends, reloads };  // what SIGHUP does

// Make it before any other thread, so that all of them inherit the blocked signals.
class StopSignals {
 public:
  explicit StopSignals(Hangup hangup = Hangup::ends);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  // Blocks until a stop was asked for or `timeout` passed; true where one was.
  bool wait_for(std::chrono::milliseconds timeout) const;

  enum class Event : std::uint8_t { stop, reload };
  // Blocks until the next one.
  Event next();
  // Whether the stop was asked for at a keyboard, where nobody balances load.
  bool was_interrupted() const { return interrupted_; }

 private:
  void listen(const std::stop_token& done);

  const Hangup hangup_;
  std::stop_source source_;
  std::atomic<bool> interrupted_{false};
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool reload_ = false;
  std::jthread listener_;
};

}  // namespace edify::app
