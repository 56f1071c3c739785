// Numbers as list markers show them. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edify::parse {

// `format` is OOXML's ST_NumberFormat ("decimal", "lowerLetter", "upperRoman", …) or ODF's style:num-format ("1", "a",
// "I", …). What is unknown or out of a format's range is shown as decimal.
std::string format_numeral(std::int64_t value, std::string_view format);

}  // namespace edify::parse
