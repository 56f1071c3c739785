// A body that a server compressed (RFC 1952), unpacked up to a limit. A pure function, thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::http {

// Errors: over_limit (long_body) where it unpacks to more than `max_size` bytes; unavailable (bad_http) where it is no
// gzip, damaged, or ends early.
Result<std::string> unpack_gzip(std::string_view packed, std::size_t max_size);

}  // namespace edify::http
