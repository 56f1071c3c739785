// Markdown (CommonMark with GitHub's tables and strikethrough, by cmark-gfm) → elements. Thread-safe.
#pragma once

#include <string_view>

#include "base/error.h"
#include "model/element.h"

namespace edify::parse {

// `text` went through decode_text. A front matter block (--- … ---) is left out but for its `title:`.
// HTML blocks are parsed as HTML. Errors: unreadable ("malformed") where cmark gives up.
Result<ParsedDocument> parse_markdown(std::string_view text);

}  // namespace edify::parse
