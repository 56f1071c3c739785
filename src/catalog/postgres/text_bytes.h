// PostgreSQL's text holds valid UTF-8 without zero bytes; names of files and what documents say need not be. Each byte
// that could not be stored becomes a character of its own from U+10FF00 to U+10FFFF (private use), and back. Pure.
#pragma once

#include <string>
#include <string_view>

namespace edify::catalog::postgres {

std::string to_stored_text(std::string_view bytes);
// The bytes that to_stored_text() was given.
std::string from_stored_text(std::string_view stored);

}  // namespace edify::catalog::postgres
