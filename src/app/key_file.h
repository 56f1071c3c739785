// Keys that an operator makes and keeps in a vault too: losing one loses what it seals.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace edify::app {

// The key that the setting names. It is never made here: who makes it must put it into a vault first, or what it seals
// dies with this machine. Errors: invalid_argument where the setting is empty, or the file is missing, open to others,
// or no 64 hexadecimal digits; unavailable.
Result<Secret> load_key_file(std::string_view setting, const std::filesystem::path& file, std::string_view purpose);

}  // namespace edify::app
