#include "app/duration.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <string_view>

namespace edify::app {

Result<std::chrono::seconds> parse_duration(const std::string& option, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc() && number > 0 && number < 1'000'000) {
    if (unit == "s") return std::chrono::seconds(number);
    if (unit == "m") return std::chrono::minutes(number);
    if (unit == "h") return std::chrono::hours(number);
    if (unit == "d") return std::chrono::hours(24 * number);
  }
  return fail(ErrorCode::invalid_argument, fmt::format("{} {} is not a time; write 90s, 15m, 8h or 7d", option, text));
}

}  // namespace edify::app
