#include "app/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>

namespace edify::app {

bool is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

void print_json(const boost::json::value& value) {
  const std::string text = boost::json::serialize(value) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array units = {"B", "KB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  const int decimals = unit == 0 || value >= 100 ? 0 : 1;
  return fmt::format("{:.{}f} {}", value, decimals, units[unit]);
}

std::string human_duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds);
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

Result<void> each_json_string_line(const std::function<Result<void>(std::string&&)>& take) {
  std::string line;
  for (std::uint64_t number = 1; std::getline(std::cin, line); ++number) {
    boost::json::error_code error;
    const auto value = boost::json::parse(line, error);
    if (error || !value.is_string()) {
      return fail(
          ErrorCode::invalid_argument,
          fmt::format("line {} of the input is not a JSON string; give one text per line, quoted as JSON", number));
    }
    const auto& text = value.get_string();
    EDIFY_CHECK(take(std::string(text.data(), text.size())));
  }
  return {};
}

}  // namespace edify::app
