// How long a worker may take. Plain value; one thread.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/error.h"
#include "parse/limits.h"
#include "parse/sandbox/frame_socket.h"

namespace edify::parse {

// Two deadlines, the document's and its page's, that the source's slowness moves.
class PatientDeadline {
 public:
  explicit PatientDeadline(const Limits& limits) : limits_(limits), document_(from_now(limits.time)) {}

  void begin_page(std::uint32_t number) {
    page_number_ = number;
    page_ = number > 0 ? from_now(limits_.page_time) : no_deadline;
  }

  template <typename Function>
  auto pause_for(Function&& function) {
    const auto start = std::chrono::steady_clock::now();
    auto result = function();
    const auto pause = std::chrono::steady_clock::now() - start;
    for (Deadline* each : {&document_, &page_}) {
      if (*each != no_deadline) *each += pause;
    }
    return result;
  }

  Deadline at() const { return std::min(document_, page_); }

  Error missed() const {
    const auto seconds = [](std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; };
    if (page_ < document_) {
      return {ErrorCode::over_limit,
              fmt::format("page {} took longer than {} s; raise parse.max_page_seconds or mend the page", page_number_,
                          seconds(limits_.page_time)),
              "page_timeout"};
    }
    return {ErrorCode::over_limit,
            fmt::format("reading the document took longer than {} s; raise parse.max_seconds or split it",
                        seconds(limits_.time)),
            "timeout"};
  }

 private:
  static Deadline from_now(std::chrono::milliseconds time) {
    const auto now = std::chrono::steady_clock::now();
    return time < no_deadline - now ? now + time : no_deadline;
  }

  const Limits& limits_;
  Deadline document_;
  Deadline page_ = no_deadline;
  std::uint32_t page_number_ = 0;
};

}  // namespace edify::parse
