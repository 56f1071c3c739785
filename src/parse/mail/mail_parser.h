// Mail (EML, RFC 5322) → elements: the subject as Title, who wrote to whom and when, the text, what is attached.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "model/element.h"
#include "parse/nested_parser.h"

namespace edify::parse {

inline constexpr std::uint64_t max_mail_bytes = 128ULL << 20;

// Of alternatives the HTML one is read, else the plain one. Attachments go through `nested`, each under a Title with
// its name; attached messages are read in place. Signatures are left out. What can not be read, or lies beyond a limit,
// costs a line that says so, never the mail. Thread-safe for different `nested`.
ParsedDocument parse_mail(std::string_view message, NestedParser& nested);

}  // namespace edify::parse
