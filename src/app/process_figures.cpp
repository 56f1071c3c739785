#include "app/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace edify::app {
namespace {

// proc(5): fields are counted from 1, and the second, a name in parentheses, may hold anything.
constexpr int utime_field = 14;
constexpr int stime_field = 15;
constexpr int starttime_field = 22;
constexpr int vsize_field = 23;
constexpr int rss_field = 24;

std::uint64_t boot_time() {
  std::ifstream stat("/proc/stat");
  for (std::string name; stat >> name;) {
    std::uint64_t value = 0;
    if (name == "btime" && stat >> value) return value;
    std::getline(stat, name);
  }
  return 0;
}

void read_stat(ProcessFigures& figures) {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const auto end_of_name = line.rfind(')');
  if (end_of_name == std::string::npos) return;
  std::istringstream fields(line.substr(end_of_name + 1));
  const auto ticks_a_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::string field;
  for (int number = 3; fields >> field; ++number) {
    const auto value = [&] { return std::stod(field); };
    if (number == utime_field || number == stime_field) figures.cpu_seconds += value() / ticks_a_second;
    if (number == starttime_field) {
      figures.start_time_seconds = static_cast<double>(boot_time()) + value() / ticks_a_second;
    }
    if (number == vsize_field) figures.virtual_bytes = std::stoull(field);
    if (number == rss_field) {
      figures.resident_bytes = std::stoull(field) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
      return;
    }
  }
}

}  // namespace

ProcessFigures read_process_figures() {
  ProcessFigures figures;
  read_stat(figures);
  std::error_code error;
  for (std::filesystem::directory_iterator file("/proc/self/fd", error), end; !error && file != end;
       file.increment(error)) {
    ++figures.open_files;
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.max_open_files = limit.rlim_cur;
  return figures;
}

}  // namespace edify::app
