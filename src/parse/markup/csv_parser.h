// Delimited tables (CSV, TSV) → Table elements. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/element.h"

namespace edify::parse {

// The delimiter (',', ';', tab or '|') that gives the same number of fields, more than one, to the most of the first
// records; nothing where no delimiter does. `share` of records that must agree: 1 for content without a telling name.
std::optional<char> sniff_delimiter(std::string_view text, double share);

// RFC 4180, leniently: any line end, a stray quote is a letter, records may be short or long. The first record is
// the header. One Table element, or several of about 1 MiB that each begin with the header.
ParsedDocument parse_csv(std::string_view text);

}  // namespace edify::parse
