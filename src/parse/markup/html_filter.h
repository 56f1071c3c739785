// HTML as it is given to gumbo: the same text and blocks, without what gumbo pays for and we do not use.
//
// Gumbo needs quadratic time on deep nesting (100,000 <div>: 30 s) and overflows the stack on nested tables, so
// nesting is cut here, before it. Comments, scripts, styles and inline mark-up (<b>, <span>, <a>, …) go, and what stands
// in inline mark-up that no reader sees (html_visibility.h) with it; blocks that none sees are marked `hidden`; the content of
// <title> and <textarea> loses its '<'; start tags deeper than the limit go and leave their text. What this scanner
// takes for a comment or for raw text never reaches gumbo, so the two can not disagree about it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace edify::parse {

// Far above the pages people write (below 60), far below what hurts.
inline constexpr std::size_t max_html_depth = 128;

// Pure and thread-safe. Time is linear in the size for a fixed depth limit.
std::string filter_html(std::string_view html);

}  // namespace edify::parse
