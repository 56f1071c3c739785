// What this process takes of the machine, as Linux counts it.
#pragma once

#include <cstdint>

namespace edify::app {

struct ProcessFigures {
  double cpu_seconds = 0;         // user and system
  double start_time_seconds = 0;  // since 1970
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_files = 0;
  std::uint64_t max_open_files = 0;
};

// From /proc; what can not be read stays 0. Thread-safe.
ProcessFigures read_process_figures();

}  // namespace edify::app
