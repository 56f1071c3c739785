// Spreadsheet numbers as a cell shows them: format codes of ECMA-376-1, 18.8.31, built-in ones included. Pure
// functions, thread-safe; months and days by their English names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edify::parse {

// The code of a built-in numFmtId; "General" for what is not built in.
std::string_view builtin_number_format(std::int64_t id);

// `value` under `code`: sections for positive, negative, zero and text; digits, grouping, percent, exponent, fractions
// and dates (serial days from 1899-12-30, or from 1904-01-01). What the code says wrongly is shown as General.
std::string format_number(double value, std::string_view code, bool from_1904);

// "General": at most 11 significant digits, no padding.
std::string format_general(double value);

}  // namespace edify::parse
