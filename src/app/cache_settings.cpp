// The keys of section `cache` for a Redis.
#include "app/setting.h"

namespace edify::app {
namespace {

Result<void> set_redis_url(Config& config, const std::string& value) {
  EDIFY_TRY(config.redis, cache::parse_redis_url(value));
  return {};
}

Result<void> set_redis_ca_file(Config& config, const std::string& value) {
  config.redis_ca_file = value;
  return {};
}

}  // namespace

std::vector<Setting> cache_settings() {
  return {{"cache.redis_url", "EDIFY_CACHE_REDIS_URL", "REDIS_URL", set_redis_url, /*is_secret=*/true},
          {"cache.redis_ca_file", "EDIFY_CACHE_REDIS_CA_FILE", "", set_redis_ca_file}};
}

}  // namespace edify::app
