// Dates as HTTP writes them (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT". Pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace edify::http {

// Nothing where it is not such a date; the old forms of RFC 850 and asctime are not read.
std::optional<std::chrono::sys_seconds> parse_date(std::string_view text);
std::string format_date(std::chrono::sys_seconds time);

}  // namespace edify::http
