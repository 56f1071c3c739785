// stdout for results, stderr for the rest, and what both have in common.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::app {

// True where stderr is a person's terminal.
bool is_terminal();

// One JSON value and a line end on stdout.
void print_json(const boost::json::value& value);

// "1.2 MB", "3 min 20 s"
std::string human_bytes(std::uint64_t bytes);
std::string human_duration(double seconds);

// Calls `take` with each line of stdin as the JSON string that it is. Errors: invalid_argument, naming the line.
Result<void> each_json_string_line(const std::function<Result<void>(std::string&&)>& take);

}  // namespace edify::app
