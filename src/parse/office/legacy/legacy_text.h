// Text as Office 97-2003 stores it: UTF-16 or one byte a character. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace edify::parse {

// `bytes` as UTF-16LE → UTF-8; an odd last byte is left out.
std::string decode_utf16(std::string_view bytes);

// Each byte is a character below U+0100 → UTF-8: "compressed" Unicode.
std::string decode_compressed(std::string_view bytes);

}  // namespace edify::parse
