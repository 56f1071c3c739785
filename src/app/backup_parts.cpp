#include "app/backup_parts.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <system_error>
#include <vector>

#include "app/settings_view.h"
#include "app/store_key.h"
#include "app/wiring.h"
#include "base/hmac.h"
#include "base/sqlite.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Result<void> copy_database(const Config& config, const fs::path& from, const fs::path& to) {
  EDIFY_TRY(const auto file, database_file(config, from));
  EDIFY_TRY(auto database, sqlite::Database::open(file));
  return database.copy_to(to);
}

}  // namespace

std::string store_kind(const Config& config) { return config.uses_qdrant() ? "qdrant" : "embedded"; }
std::string catalog_kind(const Config& config) { return config.postgres ? "postgres" : "sqlite"; }

Result<void> copy_databases(const Config& config, const fs::path& folder) {
  EDIFY_CHECK(copy_database(config, config.database(), folder / store_part));
  EDIFY_CHECK(open_audit_trail(config));  // makes it where nothing has been audited yet
  return copy_database(config, config.audit_database(), folder / audit_part);
}

backup::Produce produce_file(const fs::path& file) {
  return [file](const TakeBytes& take) -> Result<void> {
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> piece(std::size_t{1} << 20U);
    while (stream) {
      stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      const auto count = static_cast<std::size_t>(stream.gcount());
      if (count > 0) EDIFY_CHECK(take(std::as_bytes(std::span(piece).first(count))));
    }
    if (stream.eof()) return {};
    return fail(ErrorCode::unavailable, fmt::format("could not read {}", file.string()));
  };
}

Result<std::string> settings_without_secrets(const Config& config) {
  std::optional<fs::path> file;
  if (!config.file.empty()) file = config.file;
  EDIFY_TRY(const auto views, settings_in_force(process_sources(file)));
  json::object settings;
  for (const auto& view : views) {
    if (view.origin != "default" && view.value != masked_value) settings[view.key] = view.value;
  }
  return json::serialize(settings);
}

std::string fingerprint_of_audit_key(const Secret& key) {
  return hmac_sha256_hex(key.reveal(), "edify: which audit key").substr(0, 16);
}

}  // namespace edify::app
