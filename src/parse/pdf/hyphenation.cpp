#include "parse/pdf/hyphenation.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr std::string_view soft_hyphen_utf8 = "\u00AD";
constexpr std::array<std::string_view, 2> hyphens = {"-", "\u2010"};

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// Bytes of non-ASCII letters count as word bytes; it is only evidence.
bool is_word_byte(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view word_at_end(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && (is_word_byte(text[begin - 1]) || text[begin - 1] == '-')) --begin;
  return text.substr(begin);
}

std::string_view word_at_start(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word_byte(text[end])) ++end;
  return text.substr(0, end);
}

std::size_t hyphen_length(std::string_view text) {
  for (const std::string_view hyphen : hyphens) {
    if (text.ends_with(hyphen)) return hyphen.size();
  }
  return 0;
}

enum class Join { space, nothing, drop_hyphen };

Join join_at_hyphen(std::string_view before, std::string_view line, const HyphenatedWords& hyphenated) {
  if (!is_letter(last_code_point(before))) {
    return is_digit(last_code_point(before)) ? Join::nothing : Join::space;
  }
  if (!is_lower(first_code_point(line))) return Join::nothing;
  const std::string_view left = word_at_end(before);
  const bool compound =
      left.contains('-') || hyphenated.contains(lower_ascii(left) + '-' + lower_ascii(word_at_start(line)));
  return compound ? Join::nothing : Join::drop_hyphen;
}

}  // namespace

HyphenatedWords::HyphenatedWords(const std::vector<PageLines>& pages) {
  for (const PageLines& page : pages) {
    for (const Line& line : page.lines) add_line(line.text);
  }
}

void HyphenatedWords::add_line(std::string_view text) {
  for (std::size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
    const std::string_view left = word_at_end(text.substr(0, at));
    const std::string_view right = word_at_start(text.substr(at + 1));
    if (!left.empty() && !right.empty()) words_.insert(lower_ascii(left) + '-' + lower_ascii(right));
  }
}

std::size_t append_line(std::string& text, std::string_view line, const HyphenatedWords& hyphenated) {
  if (text.ends_with(soft_hyphen_utf8)) {
    text.resize(text.size() - soft_hyphen_utf8.size());
  } else if (const std::size_t hyphen = hyphen_length(text)) {
    const std::string_view before = std::string_view(text).substr(0, text.size() - hyphen);
    const Join join = join_at_hyphen(before, line, hyphenated);
    if (join == Join::drop_hyphen) text.resize(before.size());
    if (join == Join::space) text.push_back(' ');
  } else if (!text.empty() &&
             !(joins_without_space(last_code_point(text)) && joins_without_space(first_code_point(line)))) {
    text.push_back(' ');
  }
  const std::size_t begin = text.size();
  text += line;
  return begin;
}

}  // namespace edify::parse::pdf
