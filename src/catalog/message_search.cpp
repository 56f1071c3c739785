#include "catalog/message_search.h"

namespace edify::catalog {

std::string plain_text(const Message& message) {
  std::string text;
  for (const auto& piece : message.pieces) text += piece.text + " ";
  return text;
}

std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace edify::catalog
