#include "parse/pdf/numbered_grid.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

#include "parse/pdf/gap_votes.h"

namespace edify::parse::pdf {
namespace {

constexpr std::size_t fewest_numbers = 3;

struct NumberedLine {
  int number = 0;
  const Line* line = nullptr;
};

// Of "12. Text" and "12) Text".
std::optional<int> leading_number(std::string_view text) {
  int number = 0;
  constexpr std::size_t longest = 3;
  const auto [end, error] = std::from_chars(text.data(), text.data() + std::min(text.size(), longest), number);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || digits >= text.size() || (text[digits] != '.' && text[digits] != ')')) return {};
  if (digits + 1 < text.size() && text[digits + 1] != ' ') return {};  // "1.5 litres", "2.1 Results"
  return number;
}

std::vector<NumberedLine> numbered_lines(const Lines& lines) {
  std::vector<NumberedLine> numbered;
  for (const Line* line : lines) {
    if (line->table >= 0) continue;
    if (const auto number = leading_number(line->text)) numbered.push_back({*number, line});
  }
  std::ranges::stable_sort(numbered, {}, [](const NumberedLine& entry) { return entry.line->baseline; });
  return numbered;
}

// True where first[0], second[0], first[1], second[1] … count on by one, each two of them side by side.
bool count_along_rows(const std::vector<NumberedLine>& first, const std::vector<NumberedLine>& second) {
  if (first.size() < 2 || first.size() + second.size() < fewest_numbers) return false;
  if (second.size() > first.size() || second.size() + 1 < first.size()) return false;
  for (std::size_t row = 0; row < first.size(); ++row) {
    const int expected = first.front().number + 2 * static_cast<int>(row);
    if (first[row].number != expected) return false;
    if (row >= second.size()) continue;
    if (second[row].number != expected + 1 || !share_a_row(*first[row].line, *second[row].line)) return false;
  }
  return true;
}

}  // namespace

std::vector<GridRow> rows_of_numbered_grid(const Lines& first, const Lines& second) {
  const std::vector<NumberedLine> starts = numbered_lines(first);
  const std::vector<NumberedLine> others = numbered_lines(second);
  if (!count_along_rows(starts, others)) return {};
  std::vector<float> tops;  // of the rows
  for (std::size_t row = 0; row < starts.size(); ++row) {
    float top = starts[row].line->box.y0;
    if (row < others.size()) top = std::min(top, others[row].line->box.y0);
    tops.push_back(top);
  }
  std::vector<GridRow> rows(tops.size() + 1);
  const auto row_of = [&](const Line* line) {
    const float middle = (line->box.y0 + line->box.y1) / 2;
    return static_cast<std::size_t>(std::ranges::upper_bound(tops, middle) - tops.begin());
  };
  for (const Line* line : first) rows[row_of(line)].first.push_back(line);
  for (const Line* line : second) rows[row_of(line)].second.push_back(line);
  return rows;
}

}  // namespace edify::parse::pdf
