// What a person sees of a running ingest: a bar on a terminal, a line every few seconds elsewhere.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ingest/report.h"

namespace edify::app {

// Called from one thread.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool terminal) : terminal_(terminal) {}

  void show(const ingest::Progress& progress);
  // Ends the bar's line.
  void finish();

 private:
  bool terminal_;
  bool bar_is_open_ = false;
  std::optional<std::chrono::steady_clock::time_point> last_line_;
};

// "12/45 files, 3.4 MB of 9.1 MB, 120 chunks, 2.1 files/s, 12 s left, 1 failed"
std::string describe(const ingest::Progress& progress);

}  // namespace edify::app
