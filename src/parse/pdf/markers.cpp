#include "parse/pdf/markers.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }

std::size_t count_while(std::string_view text, std::size_t from, bool (*holds)(char)) {
  std::size_t end = from;
  while (end < text.size() && holds(text[end])) ++end;
  return end - from;
}

bool is_roman(std::string_view text) {
  return !text.empty() && text.size() <= 6 && text.find_first_not_of("ivxlcIVXLC") == std::string_view::npos;
}

constexpr std::size_t bullet_sign_bytes = 3;  // all of them lie in U+0800-U+FFFF

// Geometric shapes, check marks, arrows' heads and the like: nothing else begins a line with one of them.
bool is_bullet_sign(char32_t code) {
  return code == U'•' || code == U'‣' || code == U'⁃' || code == U'∙' || code == U'➢' || code == U'➤' || code == U'❖' ||
         (code >= 0x25A0 && code <= 0x25FF) || (code >= 0x2713 && code <= 0x2718) || (code >= 0x274F && code <= 0x2752);
}

std::size_t bullet_length(std::string_view line) {
  constexpr std::array<std::string_view, 5> signs_before_a_space = {"–", "—", "·", "-", "*"};
  if (is_bullet_sign(first_code_point(line))) return bullet_sign_bytes;
  for (const std::string_view sign : signs_before_a_space) {
    if (line == sign || (line.starts_with(sign) && line[sign.size()] == ' ')) return sign.size();
  }
  return 0;
}

// "12." "12)" "(12)" "[12]" "a)" "(iv)", without what follows.
std::size_t number_length(std::string_view line) {
  const bool opened = line.starts_with('(') || line.starts_with('[');
  const std::size_t start = opened ? 1 : 0;
  std::size_t length = count_while(line, start, is_ascii_digit);
  const bool digits = length >= 1 && length <= 3;
  if (!digits && line.starts_with('[')) return 0;
  if (!digits) {
    length = count_while(line, start, is_ascii_lower);
    if (length != 1 && !is_roman(line.substr(start, length))) return 0;
  }
  const std::size_t end = start + length;
  if (end >= line.size()) return 0;
  const char close = line[end];
  const bool closes = opened ? (close == (line.front() == '(' ? ')' : ']')) : close == ')' || (close == '.' && digits);
  return closes ? end + 1 : 0;
}

std::size_t with_spaces(std::string_view line, std::size_t marker) {
  return marker + count_while(line, marker, [](char c) { return c == ' '; });
}

bool starts_with_word(std::string_view line, std::string_view word) {
  if (line.size() < word.size()) return false;
  return std::ranges::equal(line.substr(0, word.size()), word, [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

// Behind the word of a caption: its number, then a title. "Table 3 shows" and "Fig. 4)" are running text.
bool goes_on_as_caption(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" ."), text.size()));
  const std::string_view number = text.substr(0, text.find_first_of(" .:|"));
  if (!is_digit(first_code_point(number)) && !is_roman(number)) return false;
  if (number.find_first_of("),;") != std::string_view::npos) return false;
  text.remove_prefix(number.size());
  text.remove_prefix(std::min(text.find_first_not_of(" .:|"), text.size()));
  return text.empty() || !is_lower(first_code_point(text));
}

}  // namespace

std::size_t list_marker_length(std::string_view line) {
  if (const std::size_t bullet = bullet_length(line)) return with_spaces(line, bullet);
  const std::size_t number = number_length(line);
  if (number == 0 || (number < line.size() && line[number] != ' ')) return 0;
  return with_spaces(line, number);
}

bool is_list_marker(std::string_view line) { return !line.empty() && list_marker_length(line) == line.size(); }

bool has_bullet(std::string_view line) { return bullet_length(line) > 0; }

int numbering_depth(std::string_view line) {
  constexpr std::array<std::string_view, 6> chapter_words = {"chapter ", "unit ",     "lesson ",
                                                             "part ",    "appendix ", "module "};
  for (const std::string_view word : chapter_words) {
    if (starts_with_word(line, word)) return 1;
  }
  int depth = 0;
  std::size_t at = 0;
  while (const std::size_t digits = count_while(line, at, is_ascii_digit)) {
    if (digits > 3) return 0;
    ++depth;
    at += digits;
    if (at >= line.size() || line[at] != '.') break;
    ++at;
  }
  if (depth == 0) {
    const std::size_t dot = line.find('.');
    if (dot == std::string_view::npos || !is_roman(line.substr(0, dot)) || is_ascii_lower(line.front())) return 0;
    depth = 1;
    at = dot + 1;
  }
  if (at >= line.size() || line[at] != ' ') return 0;
  const char32_t next = first_code_point(line.substr(with_spaces(line, at)));
  return is_letter(next) && !is_lower(next) ? depth : 0;
}

bool is_caption(std::string_view line) {
  constexpr std::array<std::string_view, 16> words = {"figure",  "fig.",    "table",     "tab.",    "chart",  "plate",
                                                      "exhibit", "diagram", "abbildung", "tabelle", "figura", "tabla",
                                                      "tableau", "चित्र",    "तालिका",    "图"};
  for (const std::string_view word : words) {
    if (starts_with_word(line, word) && goes_on_as_caption(line.substr(word.size()))) return true;
  }
  return false;
}

}  // namespace edify::parse::pdf
