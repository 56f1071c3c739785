// The keys of section `catalog`.
#include "app/setting.h"

namespace edify::app {
namespace {

Result<void> set_url(Config& config, const std::string& value) {
  config.postgres.reset();
  if (value.empty()) return {};
  EDIFY_TRY(config.postgres, catalog::postgres::parse_address(value));
  return {};
}

Result<void> set_ca_file(Config& config, const std::string& value) {
  config.postgres_ca_file = value;
  return {};
}

Result<void> set_connections(Config& config, const std::string& value) {
  constexpr std::size_t most = 100;
  EDIFY_TRY(config.postgres_connections, parse_number<std::size_t>(value, 1, most));
  return {};
}

}  // namespace

std::vector<Setting> catalog_settings() {
  return {{"catalog.url", "EDIFY_CATALOG_URL", "DATABASE_URL", set_url, /*is_secret=*/true},
          {"catalog.ca_file", "EDIFY_CATALOG_CA_FILE", "", set_ca_file},
          {"catalog.connections", "EDIFY_CATALOG_CONNECTIONS", "", set_connections}};
}

}  // namespace edify::app
