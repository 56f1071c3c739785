#include "catalog/question_text.h"

namespace edify::catalog {

std::string normalized_question(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (is_blank && (kept.empty() || kept.back() == ' ')) continue;
    kept += is_blank ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  if (kept.ends_with(' ')) kept.pop_back();
  return kept;
}

}  // namespace edify::catalog
