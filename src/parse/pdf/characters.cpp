#include "parse/pdf/characters.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

namespace edify::parse::pdf {
namespace {

void append_utf8(std::string& utf8, char32_t code) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  int32_t length = 0;
  UBool error = false;
  U8_APPEND(bytes.data(), length, U8_MAX_LENGTH, static_cast<UChar32>(code), error);
  if (!error) utf8.append(bytes.data(), static_cast<std::size_t>(length));
}

bool is_presentation_form(char32_t code) {
  return (code >= 0xFB00 && code <= 0xFDFF) || (code >= 0xFE70 && code <= 0xFEFC);
}

// Where the Symbol and Wingdings fonts keep what word processors use as list bullets.
bool is_symbol_font_bullet(char32_t code) {
  constexpr std::array<char32_t, 10> bullets = {0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC,
                                                0xF06E, 0xF06C, 0xF071, 0xF02D, 0xF0A8};
  return std::ranges::find(bullets, code) != bullets.end();
}

// Invisible by definition: byte order mark, zero-width space, word joiner, direction marks and overrides,
// tag characters.
bool is_invisible(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFEFF || code == 0x200B || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
         (code >= 0xE0000 && code <= 0xE0FFF);
}

void append_decomposed(std::string& utf8, char32_t code) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString parts;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  if (U_SUCCESS(status) && nfkc->getDecomposition(static_cast<UChar32>(code), parts)) {
    parts.toUTF8String(utf8);
  } else {
    append_utf8(utf8, code);
  }
}

}  // namespace

bool is_unmapped(char32_t code) {
  if (is_symbol_font_bullet(code)) return false;
  const bool private_use = (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000;
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code == 0 || private_use || surrogate || code == 0xFFFD || (code & 0xFFFE) == 0xFFFE;
}

bool is_space(char32_t code) {
  return code == ' ' || code == 0xA0 || (code >= 0x09 && code <= 0x0D) || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

bool is_right_to_left(char32_t code) {
  return (code >= 0x0590 && code <= 0x08FF) || (code >= 0xFB1D && code <= 0xFDFF) || (code >= 0xFE70 && code <= 0xFEFC);
}

bool joins_without_space(char32_t code) {
  return (code >= 0x3000 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x9FFF) ||
         (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFF00 && code <= 0xFF60) ||
         (code >= 0x20000 && code <= 0x3FFFF);
}

void append_clean(std::string& utf8, char32_t code) {
  if (code >= 0x20 && code < 0x7F) {
    utf8.push_back(static_cast<char>(code));
  } else if (is_invisible(code) || is_unmapped(code)) {
    return;
  } else if (is_symbol_font_bullet(code)) {
    append_utf8(utf8, U'•');
  } else if (is_presentation_form(code)) {
    append_decomposed(utf8, code);
  } else {
    append_utf8(utf8, code);
  }
}

std::string to_nfc(std::string utf8) {
  if (std::ranges::all_of(utf8, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; })) return utf8;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return utf8;
  std::string normalized;
  icu::StringByteSink<std::string> sink(&normalized);
  nfc->normalizeUTF8(0, utf8, sink, nullptr, status);
  return U_SUCCESS(status) ? normalized : utf8;
}

char32_t first_code_point(std::string_view utf8) {
  if (utf8.empty()) return 0;
  int32_t position = 0;
  UChar32 code = 0;
  U8_NEXT_OR_FFFD(utf8.data(), position, static_cast<int32_t>(utf8.size()), code);
  return static_cast<char32_t>(code);
}

char32_t last_code_point(std::string_view utf8) {
  if (utf8.empty()) return 0;
  int32_t position = static_cast<int32_t>(utf8.size());
  UChar32 code = 0;
  U8_PREV_OR_FFFD(utf8.data(), 0, position, code);
  return static_cast<char32_t>(code);
}

bool is_letter(char32_t code) { return u_isalpha(static_cast<UChar32>(code)); }
bool is_lower(char32_t code) { return u_islower(static_cast<UChar32>(code)); }
bool is_upper(char32_t code) { return u_isupper(static_cast<UChar32>(code)); }
bool is_digit(char32_t code) { return u_isdigit(static_cast<UChar32>(code)); }

}  // namespace edify::parse::pdf
