#include "parse/mail/transfer_encoding.h"

#include <array>
#include <cstdint>

namespace edify::parse {
namespace {

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> base64_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < base64_letters.size(); ++i) {
    values[static_cast<unsigned char>(base64_letters[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The bytes up to and with the line end after blanks at `from`, 0 where something else follows: a soft line break.
std::size_t soft_break_length(std::string_view text, std::size_t from) {
  std::size_t at = text.find_first_not_of(" \t", from);
  if (at == std::string_view::npos) return text.size() - from;
  if (text[at] == '\r') ++at;
  if (at < text.size() && text[at] == '\n') return at + 1 - from;
  return at > from && text[at - 1] == '\r' ? at - from : 0;
}

}  // namespace

std::string decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') {
      bits = 0;
      count = 0;
      continue;
    }
    const std::int8_t value = base64_values[static_cast<unsigned char>(c)];
    if (value < 0) continue;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 0xFF);
  }
  return out;
}

std::string decode_quoted_printable(std::string_view text, bool underscore_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '_' && underscore_is_blank) {
      out += ' ';
    } else if (c != '=') {
      out += c;
    } else if (i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (const std::size_t length = soft_break_length(text, i + 1); length > 0) {
      i += length;
    } else if (i + 1 < text.size()) {
      out += c;
    }
  }
  return out;
}

}  // namespace edify::parse
