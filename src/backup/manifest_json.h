// A manifest as JSON. Pure.
#pragma once

#include <string>
#include <string_view>

#include "backup/backup_set.h"

namespace edify::backup {

std::string to_json(const Manifest& manifest);
// Errors: unreadable where it is none, or one of a form that this program does not know.
Result<Manifest> manifest_from_json(std::string_view text);

}  // namespace edify::backup
