#include "app/store_key.h"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "app/key_file.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

// Where a database is encrypted, its first bytes are random.
bool is_plain(const fs::path& file) {
  constexpr std::string_view head = "SQLite format 3";
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(head.size(), '\0');
  return stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) && bytes == head;
}

}  // namespace

Result<Secret> load_store_key(const Config& config) {
  if (config.store_key_file.empty()) return Secret();
  return load_key_file("store.key_file", config.store_key_file, "store");
}

Result<sqlite::File> database_file(const Config& config, const fs::path& file) {
  EDIFY_TRY(auto key, load_store_key(config));
  if (!key.empty() && is_plain(file)) {
    return fail(ErrorCode::conflict,
                fmt::format("{} is not encrypted, and store.key_file is set: stop what uses it and run `edify encrypt`",
                            file.string()),
                "not_encrypted");
  }
  return sqlite::File(file, std::move(key));
}

Result<std::vector<fs::path>> encrypt_databases(const Config& config, const Secret& old_key) {
  EDIFY_TRY(const auto key, load_store_key(config));
  if (key.empty()) EDIFY_CHECK(load_key_file("store.key_file", config.store_key_file, "store"));
  std::vector<fs::path> encrypted;
  for (const auto& file : {config.database(), config.audit_database()}) {
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    if (!is_plain(file) && sqlite::Database::open(sqlite::File(file, key), sqlite::OpenMode::read_only)) continue;
    if (!is_plain(file) && old_key.empty()) {
      return fail(ErrorCode::unreadable,
                  fmt::format("{} is encrypted under another key than that of store.key_file; name the key that it was "
                              "written under (`edify encrypt --old-key-file FILE` gives a data folder a new one)",
                              file.string()),
                  "other_key");
    }
    EDIFY_CHECK(sqlite::change_key(sqlite::File(file, is_plain(file) ? Secret() : old_key), key));
    encrypted.push_back(file);
  }
  std::error_code error;
  if (!encrypted.empty()) fs::remove_all(config.index_folder(), error);
  if (!error) return encrypted;
  return fail(ErrorCode::unavailable, fmt::format("the databases are encrypted, but {} could not be removed: {}",
                                                  config.index_folder().string(), error.message()));
}

}  // namespace edify::app
