#include "api/byte_range.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace edify::api {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

RangeChoice choose_range(std::string_view range, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!range.starts_with(unit)) return {};
  const auto spec = trimmed(range.substr(unit.size()));
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return {};
  const auto before = spec.substr(0, dash);
  const auto after = spec.substr(dash + 1);
  if (before.empty()) {  // the last so many
    const auto count = number_of(after);
    if (!count) return {};
    if (*count == 0 || size == 0) return {.satisfiable = false};
    const auto length = std::min(*count, size);
    return {.range = ByteRange{size - length, length}};
  }
  const auto first = number_of(before);
  const auto last = after.empty() ? std::optional(UINT64_MAX) : number_of(after);
  if (!first || !last || *last < *first) return {};
  if (*first >= size) return {.satisfiable = false};
  return {.range = ByteRange{*first, std::min(*last, size - 1) - *first + 1}};
}

bool matches_strongly(std::string_view tags, std::string_view tag) {
  while (!tags.empty()) {
    const auto end = std::min(tags.find(','), tags.size());
    const auto each = trimmed(tags.substr(0, end));
    if (each == "*" || each == tag) return true;
    tags.remove_prefix(std::min(end + 1, tags.size()));
  }
  return false;
}

}  // namespace edify::api
