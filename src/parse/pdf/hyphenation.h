// How the end of one printed line joins the beginning of the next.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// The words that the document itself writes with a hyphen inside a line, lower case: evidence that "well-" at a
// line's end before "known" keeps its hyphen. Immutable once built, thread-safe then.
class HyphenatedWords {
 public:
  explicit HyphenatedWords(const std::vector<PageLines>& pages);
  bool contains(const std::string& lower_case_word) const { return words_.contains(lower_case_word); }

 private:
  void add_line(std::string_view text);
  std::unordered_set<std::string> words_;
};

// Appends `line` to `text`: behind a space; without one in scripts that have none; or with the hyphen at the end of
// `text` taken away where it only marked the line's end. A leading part of `text` never changes but for that hyphen.
// Answers where `line` begins in `text`.
std::size_t append_line(std::string& text, std::string_view line, const HyphenatedWords& hyphenated);

}  // namespace edify::parse::pdf
