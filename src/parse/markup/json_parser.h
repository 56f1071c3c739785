// JSON (RFC 8259, by Boost.JSON) and JSON Lines → elements a person can read. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "model/element.h"
#include "parse/limits.h"

namespace edify::parse {

inline constexpr std::uint64_t max_json_bytes = 32ULL << 20;  // a tree costs about ten times its source

// `text` went through decode_text. In the order of the text: `key: value` lines; a key above an object or array of
// objects is a Title; an array of flat objects is a table. Comments and trailing commas are accepted. What is no JSON
// after all (only its beginning was looked at) is read as plain text. Errors: over_limit ("nesting").
Result<ParsedDocument> parse_json(std::string_view text, const Limits& limits);

}  // namespace edify::parse
