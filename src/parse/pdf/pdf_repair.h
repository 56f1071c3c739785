// A PDF that PDFium can not make sense of, written anew by libqpdf: in memory, and inside of the worker.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "model/range_reader.h"

namespace edify::parse::pdf {

// The file and its repaired copy are in memory at once.
inline constexpr std::uint64_t most_repaired_bytes = 64ULL << 20;

// The whole document with a cross-reference table and a page tree of its own; streams stay as they are packed.
// Errors: unreadable ("malformed", "encrypted"), over_limit ("bytes") above `limit`, the reader's own.
Result<std::string> repair_pdf(RangeReader& reader, std::uint64_t limit = most_repaired_bytes);

}  // namespace edify::parse::pdf
