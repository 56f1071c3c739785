#include "catalog/postgres/text_bytes.h"

#include <algorithm>
#include <cstddef>

namespace edify::catalog::postgres {
namespace {

// U+10FF00 + b is F4 8F (BC + (b >> 6)) (80 + (b & 3F)).
constexpr std::string_view lead = "\xF4\x8F";
constexpr unsigned char first_third = 0xBC;
constexpr std::size_t escape_bytes = 4;

unsigned char at(std::string_view text, std::size_t index) { return static_cast<unsigned char>(text[index]); }

bool is_escape(std::string_view text) {
  return text.size() >= escape_bytes && text.starts_with(lead) && at(text, 2) >= first_third;
}

// Bytes of the character that `text` begins with (Unicode, table 3-7); 0: it begins with none that can be stored.
std::size_t character_size(std::string_view text) {
  const unsigned char first = at(text, 0);
  if (first != 0 && first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((at(text, i) & 0xC0U) != 0x80) return 0;
  }
  const unsigned char second = at(text, 1);
  const bool is_out_of_range = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                               (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return is_out_of_range || is_escape(text) ? 0 : size;
}

}  // namespace

std::string to_stored_text(std::string_view bytes) {
  std::string stored;
  stored.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto size = character_size(bytes);
    if (size == 0) {
      const unsigned char byte = at(bytes, 0);
      stored.append(lead);
      stored.push_back(static_cast<char>(first_third + (byte >> 6U)));
      stored.push_back(static_cast<char>(0x80U | (byte & 0x3FU)));
    } else {
      stored.append(bytes.substr(0, size));
    }
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return stored;
}

std::string from_stored_text(std::string_view stored) {
  std::string bytes;
  bytes.reserve(stored.size());
  while (!stored.empty()) {
    const auto plain = std::min(stored.find(lead), stored.size());
    bytes.append(stored.substr(0, plain));
    stored.remove_prefix(plain);
    if (stored.empty()) break;
    if (is_escape(stored)) {
      bytes.push_back(static_cast<char>(((at(stored, 2) - first_third) << 6U) | (at(stored, 3) & 0x3FU)));
      stored.remove_prefix(escape_bytes);
    } else {
      bytes.append(lead);
      stored.remove_prefix(lead.size());
    }
  }
  return bytes;
}

}  // namespace edify::catalog::postgres
