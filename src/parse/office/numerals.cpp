#include "parse/office/numerals.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace edify::parse {
namespace {

std::string roman(std::int64_t value) {
  constexpr std::pair<int, std::string_view> digits[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                                                         {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                                                         {5, "v"},    {4, "iv"},   {1, "i"}};
  std::string out;
  for (const auto& [worth, letters] : digits) {
    for (; value >= worth; value -= worth) out += letters;
  }
  return out;
}

// a … z, aa, bb, … as word processors count.
std::string letters(std::int64_t value) {
  return std::string(static_cast<std::size_t>((value - 1) / 26 + 1), static_cast<char>('a' + (value - 1) % 26));
}

std::string to_upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

}  // namespace

std::string format_numeral(std::int64_t value, std::string_view format) {
  const bool is_small = value >= 1 && value < 4000;
  if (is_small && (format == "lowerRoman" || format == "i")) return roman(value);
  if (is_small && (format == "upperRoman" || format == "I")) return to_upper(roman(value));
  const bool is_lettered = value >= 1 && value <= 780;  // 30 letters at most
  if (is_lettered && (format == "lowerLetter" || format == "a")) return letters(value);
  if (is_lettered && (format == "upperLetter" || format == "A")) return to_upper(letters(value));
  if (format == "decimalZero" && value >= 0 && value < 10) return fmt::format("0{}", value);
  return fmt::format("{}", value);
}

}  // namespace edify::parse
