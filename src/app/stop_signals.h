// SIGINT and SIGTERM as a stop token: the first asks to stop in good order, a second one ends the process.
#pragma once

#include <chrono>
#include <stop_token>
#include <thread>

namespace edify::app {

// Make it before any other thread, so that all of them inherit the blocked signals.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  // Blocks until a signal came or `timeout` passed; true where one came.
  bool wait_for(std::chrono::milliseconds timeout) const;

 private:
  std::stop_source source_;
  std::jthread listener_;
};

}  // namespace edify::app
