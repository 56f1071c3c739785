#include "access/base64url.h"

namespace edify::access {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::optional<unsigned> value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return std::nullopt;
}

}  // namespace

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const unsigned char byte : bytes) {
    buffer = ((buffer << 8U) | byte) & 0xFFFFU;
    for (bits += 8; bits >= 6; bits -= 6) text.push_back(digits[(buffer >> (bits - 6)) & 0x3FU]);
  }
  if (bits > 0) text.push_back(digits[(buffer << (6 - bits)) & 0x3FU]);
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto value = value_of(c);
    if (!value) return std::nullopt;
    buffer = ((buffer << 6U) | *value) & 0x3FFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>((buffer >> bits) & 0xFFU));
  }
  // Decoders forgive bits that no byte takes, so that several texts are one signature.
  if ((buffer & ((1U << bits) - 1U)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace edify::access
