// What a line of plain text looks like to a reader: a heading, a list item, a rule. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace edify::parse {

// 1 for a line of only '=' (three or more), 2 for '-' or '~', else nothing.
std::optional<int> underline_level(std::string_view line);

// Bytes of the marker with its blanks ("• ", "12. ", "(a) "), 0 where the line is no list item.
std::size_t list_marker_length(std::string_view line);
// The part of that marker which says nothing: a bullet and its blanks; 0 for numbers and letters.
std::size_t bullet_length(std::string_view line);

// Parts of a leading section number: "2.3 Method" has 2, "7. Aims" 1, others 0.
int section_number_depth(std::string_view line);

// The level of a line that stands alone, by its words only: 1 for "CHAPTER 1 …", 2 for capitals, one more than the
// depth of its number for a numbered short line (a chapter or the title stands above it), else nothing.
std::optional<int> heading_level(std::string_view line);

}  // namespace edify::parse
