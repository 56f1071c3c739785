// What a backup is made of: the databases of the data folder, or PostgreSQL's tables; the points of Qdrant; and the
// settings without their secrets. Indexes are derived, keys come from the vault: neither is in a backup.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "app/config.h"
#include "backup/destination.h"
#include "base/error.h"
#include "base/secret.h"

namespace edify::app {

inline constexpr std::string_view store_part = "edify.db";
inline constexpr std::string_view audit_part = "audit.db";
inline constexpr std::string_view catalog_part = "catalog";  // of PostgreSQL
inline constexpr std::string_view points_part = "points";    // of Qdrant
inline constexpr std::string_view settings_part = "restored-settings.json";

// "embedded" or "qdrant"; "sqlite" or "postgres".
std::string store_kind(const Config& config);
std::string catalog_kind(const Config& config);
// Copies of the databases in `folder`, each of one moment; the trail's is the younger one, so it holds whatever the
// other does. Errors: unavailable.
Result<void> copy_databases(const Config& config, const std::filesystem::path& folder);
// The bytes of a file.
backup::Produce produce_file(const std::filesystem::path& file);
// The settings that differ from the defaults, as JSON, for people; secrets are left out.
Result<std::string> settings_without_secrets(const Config& config);

// Tells nothing about the key: records that name people by its hashes are of no use with another.
std::string fingerprint_of_audit_key(const Secret& key);

}  // namespace edify::app
