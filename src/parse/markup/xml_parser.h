// XML (by pugixml) → elements: documents (DocBook, TEI, JATS and their like) and data. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "model/element.h"
#include "parse/limits.h"

namespace edify::parse {

inline constexpr std::uint64_t max_xml_bytes = 32ULL << 20;

// `text` went through decode_text. Text in document order. Names that document formats share decide (title, para,
// listitem, row, entry, programlisting …; a title's level is the depth of the sections around it); other leaves become
// `name: text` lines, attributes `name attribute: text`; elements repeated with flat content are a table. Entities
// beyond XML's own five are not expanded. Errors: unreadable ("malformed"); over_limit ("nesting").
Result<ParsedDocument> parse_xml(std::string_view text, const Limits& limits);

}  // namespace edify::parse
