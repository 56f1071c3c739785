// What must hold before a school's data is put behind this configuration: the checks of `edify doctor --production`.
// Nothing is reached over the network; that is doctor's other half.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"

namespace edify::app {

struct Objection {
  std::string_view name;  // as production.waive takes it: "unencrypted_store"
  std::string text;       // what, why, what to do
};

// Every check's name, in their order.
std::vector<std::string_view> production_checks();

// What speaks against production, waived or not. `files` are those that the configuration was read from. Pure but for
// looks at files' permissions, mounts and limits.
std::vector<Objection> objections_to_production(const Config& config, const std::vector<std::filesystem::path>& files);

// True where the file system that holds `path` is known to be encrypted: a device-mapper volume of type crypt (LUKS)
// under it, or below that.
bool is_on_encrypted_volume(const std::filesystem::path& path);

}  // namespace edify::app
