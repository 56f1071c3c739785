// HTML (by gumbo) → elements of its main content. Pure functions, thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/element.h"

namespace edify::parse {

// `html` went through decode_text. The content of <main>, of the only <article>, or of <body>; navigation, page
// headers and footers (but for their headings), asides, scripts, forms' controls and hidden parts are left out.
// Errors: unreadable ("malformed") where gumbo gives up.
Result<ParsedDocument> parse_html(std::string_view html);

// The same for a piece of HTML inside another format; nothing is main or noise but scripts and controls.
Result<std::vector<Element>> parse_html_fragment(std::string_view html);

}  // namespace edify::parse
