#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>

namespace edify::log {

Result<void> set_up(std::string_view level) {
  std::string lower(level);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == "warning") lower = "warn";
  const auto parsed = spdlog::level::from_str(lower);
  // from_str answers `off` for words that it does not know.
  if (parsed == spdlog::level::off && lower != "off") {
    return fail(ErrorCode::invalid_argument,
                fmt::format("log level '{}' is not known; use trace, debug, info, warn or error", level));
  }
  auto logger = std::make_shared<spdlog::logger>("edify", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_level(parsed);
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

}  // namespace edify::log
