#include "parse/pdf/document_title.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr std::size_t longest_title = 300;  // bytes

// One line, single spaces, no control characters.
std::string cleaned(std::string_view text) {
  std::string clean;
  for (int32_t at = 0, size = static_cast<int32_t>(text.size()); at < size;) {
    UChar32 code = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, code);
    if (!is_space(static_cast<char32_t>(code))) {
      append_clean(clean, static_cast<char32_t>(code));
    } else if (!clean.empty() && clean.back() != ' ') {
      clean.push_back(' ');
    }
  }
  if (clean.ends_with(' ')) clean.pop_back();
  return to_nfc(std::move(clean));
}

// Programs write the name of the file that they printed where a title should be.
bool is_written_by_a_program(const std::string& title) {
  std::string lower = title;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 3> starts = {"untitled", "microsoft word - ", "microsoft powerpoint - "};
  constexpr std::array<std::string_view, 14> endings = {".doc", ".docx", ".pdf",  ".tex", ".dvi", ".ppt", ".pptx",
                                                        ".xls", ".xlsx", ".indd", ".qxd", ".qxp", ".odt", ".cdr"};
  return std::ranges::any_of(starts, [&](std::string_view start) { return lower.starts_with(start); }) ||
         std::ranges::any_of(endings, [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool is_sensible(const std::string& title) {
  if (title.size() < 4 || title.size() > longest_title || is_written_by_a_program(title)) return false;
  const bool words = title.contains(' ') || static_cast<unsigned char>(title.front()) >= 0x80;
  return words && is_letter(first_code_point(title));
}

}  // namespace

std::string document_title(std::string metadata_title, const std::vector<Element>& elements) {
  std::string title = cleaned(metadata_title);
  if (is_sensible(title)) return title;
  const auto heading = std::ranges::find_if(
      elements, [](const Element& element) { return element.type == ElementType::title && element.level == 1; });
  return heading == elements.end() ? std::string() : heading->text.substr(0, longest_title);
}

}  // namespace edify::parse::pdf
