// What is seen of a running ingest: a bar on a terminal, a line every few seconds elsewhere, JSON lines for programs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "ingest/report.h"

namespace edify::app {

enum class ProgressStyle : std::uint8_t {
  automatic,  // a bar where stderr is a terminal, else lines
  json,       // {"progress": {…}}, a line a second
};

// Writes to stderr. Called from one thread.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(ProgressStyle style);

  void show(const ingest::Progress& progress);
  // Ends the bar's line; as JSON, tells the last moment.
  void finish();

 private:
  void print_line();

  const ProgressStyle style_;
  const bool terminal_;
  ingest::Progress latest_;
  bool bar_is_open_ = false;
  std::optional<std::chrono::steady_clock::time_point> last_line_;
};

// "12/45 files, 3.4 MB of 9.1 MB, 80 pages, 120 chunks, 2.1 files/s, 12 s left, 31 MB in use of 200 MB, 1 failed
// (encrypted)"
std::string describe(const ingest::Progress& progress);

}  // namespace edify::app
