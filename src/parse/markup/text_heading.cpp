#include "parse/markup/text_heading.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace edify::parse {
namespace {

constexpr std::size_t max_heading_bytes = 90;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::size_t digits_at(std::string_view line, std::size_t at) {
  std::size_t count = 0;
  while (at + count < line.size() && is_digit(line[at + count])) ++count;
  return count;
}

std::size_t blanks_at(std::string_view line, std::size_t at) {
  const std::size_t end = std::min(line.find_first_not_of(" \t", at), line.size());
  return end - at;
}

std::size_t section_number_length(std::string_view line, int& depth) {
  std::size_t at = 0;
  depth = 0;
  while (const std::size_t digits = digits_at(line, at)) {
    if (digits > 3) return 0;
    ++depth;
    at += digits;
    if (at >= line.size() || line[at] != '.') break;
    ++at;
  }
  const std::size_t blanks = blanks_at(line, at);
  // "7 apples" is a sentence: a single number needs its point.
  const bool has_point = line.substr(0, at).contains('.');
  if (depth == 0 || !has_point || blanks == 0) return 0;
  return at + blanks;
}

// Letters that have case, counted by it, over all scripts.
struct CaseCount {
  int upper = 0;
  int lower = 0;
};

CaseCount count_case(std::string_view line) {
  CaseCount count;
  const auto size = static_cast<int32_t>(line.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(line.data(), i, size, c);
    if (u_isUUppercase(c)) ++count.upper;
    if (u_isULowercase(c)) ++count.lower;
  }
  return count;
}

bool starts_with_capital_or_caseless_letter(std::string_view line) {
  UChar32 c = 0;
  int32_t i = 0;
  if (line.empty()) return false;
  U8_NEXT_OR_FFFD(line.data(), i, static_cast<int32_t>(line.size()), c);
  return u_isalpha(c) && !u_isULowercase(c);
}

bool ends_like_a_sentence(std::string_view line) {
  return line.ends_with('.') || line.ends_with(',') || line.ends_with(';') || line.ends_with("।") ||
         line.ends_with("。");
}

// "CHAPTER 1", "Unit IV: Light", "Appendix B".
bool names_a_part(std::string_view line) {
  constexpr std::string_view words[] = {"chapter", "unit", "part", "section", "lesson", "module", "appendix", "topic"};
  std::string_view rest;
  for (const std::string_view word : words) {
    const auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? char(b + 32) : b); };
    const bool matches = line.size() > word.size() && line[word.size()] == ' ' &&
                         std::equal(word.begin(), word.end(), line.begin(), same);
    if (matches && line.front() <= 'Z') rest = line.substr(word.size() + 1);
  }
  if (rest.empty()) return false;
  const std::size_t end = std::min(rest.find_first_of(" :.-"), rest.size());
  const std::string_view number = rest.substr(0, end);
  const bool is_roman = number.find_first_not_of("IVXLC") == std::string_view::npos;
  const bool is_number = number.find_first_not_of("0123456789.") == std::string_view::npos;
  const bool is_single_letter = number.size() == 1 && number[0] >= 'A' && number[0] <= 'Z';
  return !number.empty() && (is_roman || is_number || is_single_letter);
}

}  // namespace

std::optional<int> underline_level(std::string_view line) {
  if (line.size() < 3) return std::nullopt;
  const char mark = line.front();
  const bool is_rule = line.find_first_not_of(mark) == std::string_view::npos;
  if (!is_rule) return std::nullopt;
  if (mark == '=') return 1;
  if (mark == '-' || mark == '~') return 2;
  return std::nullopt;
}

std::size_t bullet_length(std::string_view line) {
  for (const std::string_view bullet : {"-", "*", "+", "•", "‣", "◦", "▪", "●", "○", "–", "—", "·", "\uF0B7"}) {
    if (!line.starts_with(bullet)) continue;
    const std::size_t blanks = blanks_at(line, bullet.size());
    return blanks == 0 ? 0 : bullet.size() + blanks;
  }
  return 0;
}

std::size_t list_marker_length(std::string_view line) {
  if (const std::size_t bullet = bullet_length(line)) return bullet;
  std::size_t at = line.starts_with('(') ? 1 : 0;
  const std::size_t digits = digits_at(line, at);
  if (digits > 3) return 0;
  if (digits > 0) {
    at += digits;
  } else {
    // One letter, or a small roman number.
    const std::size_t start = at;
    while (at < line.size() && (line[at] == 'i' || line[at] == 'v' || line[at] == 'x')) ++at;
    if (at == start && at < line.size() && is_letter(line[at])) ++at;
    if (at == start) return 0;
  }
  if (at >= line.size()) return 0;
  const bool closed = line[at] == ')' || (line[at] == '.' && digits > 0 && !line.starts_with('('));
  const std::size_t blanks = closed ? blanks_at(line, at + 1) : 0;
  return blanks == 0 ? 0 : at + 1 + blanks;
}

int section_number_depth(std::string_view line) {
  int depth = 0;
  return section_number_length(line, depth) > 0 ? depth : 0;
}

std::optional<int> heading_level(std::string_view line) {
  if (line.empty() || line.size() > max_heading_bytes || ends_like_a_sentence(line)) return std::nullopt;
  if (names_a_part(line)) return 1;
  int depth = 0;
  if (const std::size_t number = section_number_length(line, depth)) {
    if (starts_with_capital_or_caseless_letter(line.substr(number))) return std::min(depth + 1, 6);
    return std::nullopt;
  }
  const CaseCount letters = count_case(line);
  if (letters.upper >= 4 && letters.lower == 0) return 2;
  return std::nullopt;
}

}  // namespace edify::parse
