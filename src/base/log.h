// Logging goes to stderr through spdlog; stdout is for results. Set up once in app/, before threads start.
#pragma once

#include <spdlog/spdlog.h>

#include <string_view>

#include "base/error.h"

namespace edify::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

// level: trace, debug, info, warn, error (any case).
Result<void> set_up(std::string_view level);

}  // namespace edify::log
