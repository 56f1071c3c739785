// The settings as they are in force and where each came from, for people to look at.
#pragma once

#include <string_view>
#include <vector>

#include "api/admin_access_routes.h"
#include "app/config.h"
#include "base/error.h"

namespace edify::app {

// What stands in the place of a secret.
inline constexpr std::string_view masked_value = "…";

// Every setting there is, in the table's order, secrets masked. Errors: those of load_config.
Result<std::vector<api::SettingView>> settings_in_force(const ConfigSources& sources);

}  // namespace edify::app
