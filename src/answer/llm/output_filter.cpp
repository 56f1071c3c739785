#include "answer/llm/output_filter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace edify::answer::llm {
namespace {

constexpr std::size_t longest_bracket = 300;
constexpr std::size_t longest_address = 4'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "1", "1, 3", "passage 2", "^1": the numbers; nothing where it is no citation.
std::optional<std::vector<std::uint32_t>> read_numbers(std::string_view inside) {
  for (const std::string_view word :
       {"^", "passages ", "passage ", "Passages ", "Passage ", "sources ", "source ", "Source "}) {
    if (!inside.starts_with(word)) continue;
    inside.remove_prefix(word.size());
    break;
  }
  std::vector<std::uint32_t> numbers;
  while (!inside.empty()) {
    if (const char c = inside.front(); c == ' ' || c == ',' || c == ';' || c == '[' || c == '^') {
      inside.remove_prefix(1);
      continue;
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), number);
    constexpr std::uint32_t largest = 999;  // what is more is a year or a figure
    if (error != std::errc() || number > largest) return std::nullopt;
    numbers.push_back(number);
    inside.remove_prefix(static_cast<std::size_t>(end - inside.data()));
  }
  if (numbers.empty()) return std::nullopt;
  return numbers;
}

}  // namespace

ToldPiece OutputFilter::take(std::string_view written) {
  held_ += written;
  return filter(/*is_end=*/false);
}

ToldPiece OutputFilter::finish() { return filter(/*is_end=*/true); }

ToldPiece OutputFilter::filter(bool is_end) {
  ToldPiece piece;
  std::size_t at = 0;
  while (at < held_.size()) {
    const std::size_t taken = held_[at] == '[' ? take_bracket(piece, at, is_end) : take_plain(piece, at, is_end);
    if (taken == 0) break;
    at += taken;
  }
  held_.erase(0, at);
  keep_apart(piece.text);
  return piece;
}

void OutputFilter::keep_apart(std::string& text) {
  std::string apart;
  for (const char c : text) {
    const bool is_picture = last_ == '!' && c == '[';
    const bool is_tag = last_ == '<' && (is_letter(c) || c == '/' || c == '!' || c == '?');
    if (is_picture || is_tag) apart += ' ';
    apart += c;
    last_ = c;
  }
  text = std::move(apart);
}

std::size_t OutputFilter::take_plain(ToldPiece& piece, std::size_t at, bool is_end) const {
  const char c = held_[at];
  const bool is_last = at + 1 == held_.size();
  const char next = is_last ? '\0' : held_[at + 1];
  if ((c == '!' || c == '<' || c == ' ') && is_last && !is_end) return 0;
  if (c == '!' && next == '[') return 1;  // a picture becomes its description
  // A blank before a marker goes with it.
  if (c == ' ' && next == '[') {
    const std::size_t before = piece.text.size();
    piece.text += ' ';
    const std::size_t taken = take_bracket(piece, at + 1, is_end);
    if (piece.text.size() == before + 1) piece.text.resize(before);  // nothing came behind it
    return taken == 0 ? 0 : taken + 1;
  }
  if (c == '<' && (is_letter(next) || next == '/' || next == '!' || next == '?')) {
    piece.text += "‹";
  } else {
    piece.text += c;
  }
  return 1;
}

std::size_t OutputFilter::take_bracket(ToldPiece& piece, std::size_t at, bool is_end) const {
  const std::string_view rest = std::string_view(held_).substr(at);
  const auto close = rest.find(']');
  if (close == std::string_view::npos || close > longest_bracket) {
    if (!is_end && close == std::string_view::npos && rest.size() <= longest_bracket) return 0;
    // An answer that was cut off within a marker loses it.
    const bool is_cut_marker =
        std::ranges::all_of(rest.substr(1), [](char c) { return is_digit(c) || c == ',' || c == ' '; });
    if (is_end && is_cut_marker) return rest.size();
    piece.text += '[';
    return 1;
  }
  std::size_t taken = close + 1;
  if (taken == rest.size() && !is_end) return 0;  // an address may follow
  if (taken < rest.size() && rest[taken] == '(') {
    const auto end = rest.find(')', taken);
    if (end == std::string_view::npos && !is_end && rest.size() < taken + longest_address) return 0;
    taken = end == std::string_view::npos ? rest.size() : end + 1;
  }
  const std::string_view inside = rest.substr(1, close - 1);
  const auto numbers = read_numbers(inside);
  const bool is_link = taken > close + 1;
  if (!numbers) {
    // Once more through the filter by its parts: what stands in brackets may hold a tag.
    OutputFilter inner(passages_);
    inner.held_ = inside;
    const ToldPiece shown = inner.finish();
    piece.text += is_link ? shown.text : "[" + shown.text + "]";
    piece.citations.insert(piece.citations.end(), shown.citations.begin(), shown.citations.end());
    return taken;
  }
  for (const auto n : *numbers) {
    if (n == 0 || n > passages_) continue;
    piece.text += "[" + std::to_string(n) + "]";
    if (std::ranges::find(piece.citations, n) == piece.citations.end()) piece.citations.push_back(n);
  }
  return taken;
}

std::vector<Marker> find_markers(std::string_view text) {
  std::vector<Marker> markers;
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    const auto close = text.find(']', at);
    if (close == std::string_view::npos) break;
    Marker marker{.begin = at, .size = close + 1 - at};
    const auto [end, error] = std::from_chars(text.data() + at + 1, text.data() + close, marker.n);
    if (error == std::errc() && end == text.data() + close) markers.push_back(marker);
  }
  return markers;
}

}  // namespace edify::answer::llm
