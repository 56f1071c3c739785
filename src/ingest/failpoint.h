// Named moments of an ingest at which a test can have the process killed: EDIFY_FAILPOINT=published:3 sends it SIGKILL
// when it passes `published` for the third time. Without the variable a failpoint costs one comparison.
#pragma once

#include <string_view>

namespace edify::ingest {

// Thread-safe.
void failpoint(std::string_view name);

}  // namespace edify::ingest
