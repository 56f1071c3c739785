// What was written survives a crash of the machine.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace edify {

// A file, or a folder: then the names in it. Thread-safe. Errors: unavailable.
Result<void> flush_to_disk(const std::filesystem::path& path);

}  // namespace edify
