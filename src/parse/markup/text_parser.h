// Plain text → elements: paragraphs by empty lines, the headings and lists that a typist marks. Pure, thread-safe.
#pragma once

#include <string_view>

#include "model/element.h"

namespace edify::parse {

// `text` went through decode_text. Headings: underlined with === or ---; `CHAPTER 1`, `Unit IV: …`; a short
// line of its own that is numbered (`2.3 Method`) or in capitals. List items: bullets, `1.`, `(a)`.
ParsedDocument parse_text(std::string_view text);

}  // namespace edify::parse
