// What a printed line says about itself by how it begins: a list item, a numbered heading, a caption.
// Pure functions over UTF-8, thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace edify::parse::pdf {

// Bytes of a list marker and the spaces behind it ("• ", "12) ", "(iv) ", "[7] "); 0 without one. "A. " is none: it
// begins as many names and headings as items.
std::size_t list_marker_length(std::string_view line);

// A line that is nothing but a list marker; its text stands in the next cell of the row.
bool is_list_marker(std::string_view line);

// True for dots and dashes rather than numbers.
bool has_bullet(std::string_view line);

// How deep a heading's number goes: "3 Method" 1, "2.1.4 Data" 3, "Chapter 2" and "IV. RESULTS" 1; 0 without one.
int numbering_depth(std::string_view line);

// "Figure 3", "Fig. 2:", "Table IV." and their sisters in the languages that schools here use.
bool is_caption(std::string_view line);

}  // namespace edify::parse::pdf
