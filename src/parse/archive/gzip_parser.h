// A single document packed with gzip (RFC 1952, by zlib) → its elements.
#pragma once

#include <string_view>

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/nested_parser.h"

namespace edify::parse {

// The document's name is `name` without ".gz". Errors: the document's own; over_limit ("entry_bytes",
// "decompressed_bytes", "decompression_ratio"); unreadable ("malformed"); what the reader says.
Result<ParsedDocument> parse_gzip(RangeReader& reader, std::string_view name, const Limits& limits,
                                  NestedParser& nested);

}  // namespace edify::parse
