// Outlook messages (MSG, [MS-OXMSG]: a compound file of properties) → the elements that a mail (EML) gives.
#pragma once

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/nested_parser.h"

namespace edify::parse {

// As parse_mail: the HTML text before the plain one, attachments through `nested`, attached messages in place.
// Errors: unreadable ("malformed"); over_limit ("entry_bytes": the message's own properties); what the reader says.
// Thread-safe for different `nested`.
Result<ParsedDocument> parse_msg(RangeReader& reader, NestedParser& nested);

}  // namespace edify::parse
