// The two encodings that carry eight-bit bytes through mail: RFC 2045, 6.7 and 6.8. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace edify::parse {

// What is no base64 letter is skipped, as RFC 2045 wants it; a padding ends a group, not the data, since parts that
// were encoded apart are often joined.
std::string decode_base64(std::string_view text);

// A '=' that begins no escape stays a '='. `underscore_is_blank` is the Q encoding of header words (RFC 2047, 4.2).
std::string decode_quoted_printable(std::string_view text, bool underscore_is_blank = false);

}  // namespace edify::parse
