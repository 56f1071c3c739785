// Date and time format codes of spreadsheets. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edify::parse {

// Whether one section of a format code shows a date, a time or a duration.
bool is_date_format(std::string_view section);

// `serial` days from 1899-12-30 (1900's false leap day is kept as Excel has it), or from 1904-01-01. Nothing where the
// date is before the first or after 9999.
std::optional<std::string> format_date(double serial, std::string_view section, bool from_1904);

}  // namespace edify::parse
