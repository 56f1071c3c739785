// Rich text (RTF 1.9) → elements. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/element.h"

namespace edify::parse {

inline constexpr std::uint64_t max_rtf_bytes = 256ULL << 20;  // pictures are in it as hexadecimal digits, and skipped

// Headings by outline level or a style called "heading N" or "Title"; lists with their numbers; tables with spans;
// footnotes and text boxes behind the paragraph that they belong to. Page headers and footers, comments, hidden and
// deleted text are left out. Groups deeper than 1,000 are skipped.
ParsedDocument parse_rtf(std::string_view rtf);

}  // namespace edify::parse
