#include "catalog/comma_lists.h"

#include <charconv>
#include <system_error>

namespace edify::catalog {
namespace {

std::vector<std::string> split_at(std::string_view text, char mark) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = text.find(mark);
    words.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return words;
}

}  // namespace

std::vector<std::uint32_t> parse_pages(std::string_view text) {
  std::vector<std::uint32_t> pages;
  while (!text.empty()) {
    std::uint32_t page = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page);
    if (error != std::errc()) break;
    pages.push_back(page);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return pages;
}

std::vector<std::string> split_at_commas(std::string_view text) { return split_at(text, ','); }
std::vector<std::string> split_at_blanks(std::string_view text) { return split_at(text, ' '); }

}  // namespace edify::catalog
