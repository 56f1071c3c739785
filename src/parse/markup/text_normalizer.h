// The rules that every element's text keeps: UTF-8, NFC, no control characters. Pure functions, thread-safe.
//
// All take valid UTF-8; what is not valid comes out as U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace edify::parse {

// True where `text` is well-formed UTF-8 (Unicode 15, table 3-7).
bool is_valid_utf8(std::string_view text);

// Line ends become '\n' (CR, CRLF, NEL, U+2028, U+2029), a form feed an empty line; control characters but '\n' and
// '\t', soft hyphens, byte order marks and noncharacters go; the rest is NFC.
std::string normalize_text(std::string utf8);

// normalize_text, and every run of white space (no-break spaces too) is one blank; none at the ends.
std::string normalize_inline(std::string_view utf8);

// normalize_text for code: line breaks and indentation stay, a tab is four blanks, empty lines at both ends go.
std::string normalize_code(std::string_view utf8);

}  // namespace edify::parse
