// The key that the data folder's databases and indexes are encrypted under: the setting store.key_file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/sqlite.h"

namespace edify::app {

// Empty where the store is not encrypted. Errors: those of load_key_file.
Result<Secret> load_store_key(const Config& config);

// A database of the data folder, there or to be made, with its key. Errors: those of load_store_key; conflict where it
// is there and not encrypted though there is a key.
Result<sqlite::File> database_file(const Config& config, const std::filesystem::path& file);

// Encrypts the databases of the data folder under the store's key: those that are plain, or under `old_key` where one
// is given. What is under the store's key already stays as it is, so a run that was ended is begun again. The indexes
// go; the next process that needs them makes them again, encrypted. Returns the databases that were encrypted. Errors:
// those of load_store_key and sqlite::change_key; unreadable where a database is under neither key.
Result<std::vector<std::filesystem::path>> encrypt_databases(const Config& config, const Secret& old_key);

}  // namespace edify::app
