// What a ZIP archive's end says about its directory, read before the library reads the directory itself.
#pragma once

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/limits.h"

namespace edify::parse {

// libzip allocates for every entry of every directory that the archive's last 64 KiB may point to, so their number and
// size are held against `limits` first. APPNOTE 4.3.14-4.3.16. Thread-safe for different readers.
// Errors: over_limit ("entries"); unreadable ("malformed") where no end record is found; what the reader says.
Result<void> check_zip_directory(RangeReader& reader, const Limits& limits);

}  // namespace edify::parse
