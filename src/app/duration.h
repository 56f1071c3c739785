// How long something lasts, as people write it on a command line. Pure.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"

namespace edify::app {

// "90s", "15m", "8h", "7d". Errors: invalid_argument, naming `option`.
Result<std::chrono::seconds> parse_duration(const std::string& option, const std::string& text);

}  // namespace edify::app
