#include "parse/markup/text_normalizer.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace edify::parse {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What a character is to a reader of plain text.
enum class Kind : std::uint8_t { keep, drop, newline, page_break, blank };

// Of no width, and no part of how a word is spelt, as the joiners of Indic and Persian scripts are. Tag characters
// spell whole sentences that nobody sees.
bool is_unseen(UChar32 c) {
  return c == 0xFEFF || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0x180E || c == 0x115F || c == 0x1160 || c == 0x3164 ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

Kind kind_of(UChar32 c) {
  if (c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029) return Kind::newline;
  if (c == '\f') return Kind::page_break;
  if (c == ' ' || c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) {
    return Kind::blank;
  }
  const bool is_control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool is_noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
  if (is_control || is_noncharacter || c == 0xAD || is_unseen(c)) return Kind::drop;
  return Kind::keep;
}

void append_utf8(std::string& out, UChar32 c) {
  char buffer[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(buffer, length, c);
  out.append(buffer, static_cast<std::size_t>(length));
}

std::string drop_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), i, size, c);
    if (c == '\r') {
      if (i < size && text[static_cast<std::size_t>(i)] == '\n') continue;
      c = '\n';
    }
    switch (kind_of(c)) {
      case Kind::newline: out += '\n'; break;
      case Kind::page_break: out += "\n\n"; break;
      case Kind::drop: break;
      case Kind::keep:
      case Kind::blank: append_utf8(out, c); break;
    }
  }
  return out;
}

std::string to_nfc(std::string text) {
  if (is_ascii(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) || nfc->isNormalizedUTF8(text, status)) return text;
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, text, sink, nullptr, status);
  return U_SUCCESS(status) ? out : text;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  const auto size = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < size;) {
    if (static_cast<unsigned char>(text[static_cast<std::size_t>(i)]) < 0x80) {
      ++i;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::string normalize_text(std::string utf8) {
  const bool is_plain =
      std::ranges::all_of(utf8, [](char c) { return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t'; });
  return is_plain ? utf8 : to_nfc(drop_controls(utf8));
}

std::string normalize_inline(std::string_view utf8) {
  const std::string text = normalize_text(std::string(utf8));
  std::string out;
  out.reserve(text.size());
  bool blank_pending = false;
  const auto size = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), i, size, c);
    if (kind_of(c) != Kind::keep) {
      blank_pending = true;
      continue;
    }
    if (blank_pending && !out.empty()) out += ' ';
    blank_pending = false;
    append_utf8(out, c);
  }
  return out;
}

std::string normalize_code(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (const char c : normalize_text(std::string(utf8))) {
    if (c == '\t') {
      out += "    ";
    } else {
      out += c;
    }
  }
  const std::size_t first = out.find_first_not_of(" \n");
  if (first == std::string::npos) return {};
  const std::size_t line_start = out.rfind('\n', first);
  out.erase(out.find_last_not_of(" \n") + 1);
  return line_start == std::string::npos ? out : out.substr(line_start + 1);
}

}  // namespace edify::parse
