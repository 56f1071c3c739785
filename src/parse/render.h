// A parsed document as `edify parse` prints it: CONTRACT.md, "Command line". Pure functions, thread-safe.
#pragma once

#include <string>

#include "model/element.h"

namespace edify::parse {

// `<!-- page N -->` before each page, # headings, lists, tables as HTML, figures as ![text]().
// Running headers, footers and page numbers are left out. Text that Markdown would take for mark-up is escaped.
std::string render_markdown(const ParsedDocument& document);

// One object: {"document": {…}, "elements": […]}, an element a line. `page` and `bbox` are null in formats
// without pages.
std::string render_json(const ParsedDocument& document);

// The elements' texts with an empty line between them, without running headers, footers and page numbers.
std::string render_text(const ParsedDocument& document);

}  // namespace edify::parse
