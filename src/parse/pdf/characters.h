// What single characters of a PDF's text mean: clean-up and the few classes that layout needs.
// Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace edify::parse::pdf {

// Kept inside a line and judged at its end, where it is a hyphen that the reader saw.
inline constexpr char32_t soft_hyphen = 0x00AD;

// Private use, replacement and non-characters: a glyph whose meaning the file does not tell.
bool is_unmapped(char32_t code);

// White space of any width, no-break and ideographic included.
bool is_space(char32_t code);

// Hebrew, Arabic and their relatives.
bool is_right_to_left(char32_t code);

// Ideographs and kana: scripts that put no space between words, so lines join without one.
bool joins_without_space(char32_t code);

// Appends what a reader sees as UTF-8: ligatures and presentation forms taken apart (fi, ﷲ), symbol-font bullets as
// '•', control, zero-width and unmapped characters as nothing. Joiners that Indic and Persian spelling needs stay.
void append_clean(std::string& utf8, char32_t code);

// NFC. Costs nothing for plain ASCII.
std::string to_nfc(std::string utf8);

// First and last code point; 0 for an empty text.
char32_t first_code_point(std::string_view utf8);
char32_t last_code_point(std::string_view utf8);

// Unicode's classes; numbers are of any script.
bool is_letter(char32_t code);
bool is_lower(char32_t code);
bool is_upper(char32_t code);
bool is_digit(char32_t code);

}  // namespace edify::parse::pdf
