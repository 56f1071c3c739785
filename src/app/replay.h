// What was ended after a backup was made is ended again in what was restored from it.
#pragma once

#include <cstdint>
#include <span>

#include "app/config.h"
#include "backup/ending.h"
#include "base/error.h"

namespace edify::app {

// In the order of their times; may be done again where it failed half-way. Errors: those of the records.
Result<void> replay(const Config& config, std::span<const backup::Ending> endings);

}  // namespace edify::app
