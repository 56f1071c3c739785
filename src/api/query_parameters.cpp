#include "api/query_parameters.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "api/code_points.h"

namespace edify::api {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// Nothing where a '%' is followed by no two hexadecimal digits.
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return plain;
}

// Well-formed UTF-8 (Unicode 15, table 3-7).
bool is_text(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t more = first < 0x80 ? 0 : first >= 0xC2 && first < 0xE0 ? 1 : (first & 0xF0) == 0xE0 ? 2 : 3;
    if (more == 3 && (first < 0xF0 || first > 0xF4)) return false;
    if (text.size() <= more) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      unsigned char least = 0x80;
      unsigned char most = 0xBF;
      if (i == 1 && first == 0xE0) least = 0xA0;
      if (i == 1 && first == 0xED) most = 0x9F;
      if (i == 1 && first == 0xF0) least = 0x90;
      if (i == 1 && first == 0xF4) most = 0x8F;
      if (next < least || next > most) return false;
    }
    text.remove_prefix(more + 1);
  }
  return true;
}

}  // namespace

Result<QueryParameters> QueryParameters::parse(std::string_view query, std::span<const std::string_view> known) {
  QueryParameters parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !is_text(*name) || !is_text(*value)) {
      return fail(ErrorCode::invalid_argument, "a query parameter is not UTF-8 text in percent-encoding",
                  "bad_parameter");
    }
    if (std::ranges::find(known, *name) == known.end()) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("a query parameter is unknown here; there are {}", fmt::join(known, ", ")),
                  "unknown_parameter");
    }
    if (!parameters.values_.emplace(*name, std::move(*value)).second) {
      return fail(ErrorCode::invalid_argument, fmt::format("query parameter '{}' is given twice", *name),
                  "repeated_parameter");
    }
  }
  return parameters;
}

Result<std::string> QueryParameters::text(std::string_view name, std::size_t longest) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::string();
  if (count_code_points(found->second) <= longest) return found->second;
  return fail(ErrorCode::invalid_argument,
              fmt::format("query parameter '{}' must have at most {} characters", name, longest), "out_of_range");
}

Result<std::uint32_t> QueryParameters::number(std::string_view name, std::uint32_t otherwise, std::uint32_t smallest,
                                              std::uint32_t largest) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  const auto& text = found->second;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && number >= smallest && number <= largest) return number;
  return fail(ErrorCode::invalid_argument,
              fmt::format("query parameter '{}' must be a whole number from {} to {}", name, smallest, largest),
              "out_of_range");
}

}  // namespace edify::api
