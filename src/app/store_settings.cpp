// The keys of sections `store` and `qdrant`.
#include "app/setting.h"

namespace edify::app {
namespace {

using store::qdrant::Options;

Result<void> set_kind(Config& config, const std::string& value) {
  if (value != "auto" && value != "embedded" && value != "qdrant") {
    return fail(ErrorCode::invalid_argument, "must be one of auto, embedded, qdrant");
  }
  config.store_kind = value;
  return {};
}

Result<void> set_key_file(Config& config, const std::string& value) {
  config.store_key_file = value;
  return {};
}

Result<void> set_url(Config& config, const std::string& value) {
  EDIFY_TRY(config.qdrant.endpoint, http::parse_endpoint(value));
  return {};
}

Result<void> set_collection(Config& config, const std::string& value) {
  constexpr std::size_t longest = 200;
  if (value.empty() || value.size() > longest || value.find_first_of("/\\<>:\"|?*") != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "must be a name of 1 to 200 characters without / \\ < > : \" | ? *");
  }
  config.qdrant.collection = value;
  return {};
}

Result<void> set_api_key(Config& config, const std::string& value) {
  config.qdrant.api_key = Secret(value);
  return {};
}

Result<void> set_ca_file(Config& config, const std::string& value) {
  config.qdrant.ca_file.reset();
  if (!value.empty()) config.qdrant.ca_file = value;
  return {};
}

template <std::uint32_t store::qdrant::CollectionLayout::*field>
Result<void> set_layout(Config& config, const std::string& value) {
  EDIFY_TRY(config.qdrant.layout.*field, parse_number<std::uint32_t>(value, 1, 1'000));
  return {};
}

Result<void> set_average_length(Config& config, const std::string& value) {
  EDIFY_TRY(config.qdrant.layout.average_length, parse_number<std::uint32_t>(value, 1, 1'000'000));
  return {};
}

template <std::chrono::milliseconds Options::*field>
Result<void> set_milliseconds(Config& config, const std::string& value) {
  constexpr std::int64_t an_hour = 3'600'000;
  EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, an_hour));
  config.qdrant.*field = std::chrono::milliseconds(parsed);
  return {};
}

Result<void> set_connections(Config& config, const std::string& value) {
  EDIFY_TRY(config.qdrant.connections, parse_number<std::size_t>(value, 1, 1'000));
  return {};
}

std::unexpected<Error> unsafe(const char* text) { return fail(ErrorCode::invalid_argument, text, "configuration"); }

}  // namespace

std::vector<Setting> store_settings() {
  using Layout = store::qdrant::CollectionLayout;
  return {
      {"store.kind", "EDIFY_STORE_KIND", "", set_kind},
      {"store.key_file", "EDIFY_STORE_KEY_FILE", "", set_key_file},
      {"qdrant.url", "EDIFY_QDRANT_URL", "QDRANT_URL", set_url},
      {"qdrant.collection", "EDIFY_QDRANT_COLLECTION", "QDRANT_COLLECTION_NAME", set_collection},
      {"qdrant.api_key", "EDIFY_QDRANT_API_KEY", "QDRANT_API_KEY", set_api_key, /*is_secret=*/true},
      {"qdrant.ca_file", "EDIFY_QDRANT_CA_FILE", "", set_ca_file},
      {"qdrant.shards", "EDIFY_QDRANT_SHARDS", "", set_layout<&Layout::shards>},
      {"qdrant.replicas", "EDIFY_QDRANT_REPLICAS", "", set_layout<&Layout::replicas>},
      {"qdrant.write_consistency", "EDIFY_QDRANT_WRITE_CONSISTENCY", "", set_layout<&Layout::write_consistency>},
      {"qdrant.average_length", "EDIFY_QDRANT_AVERAGE_LENGTH", "", set_average_length},
      {"qdrant.connections", "EDIFY_QDRANT_CONNECTIONS", "", set_connections},
      {"qdrant.connect_timeout_ms", "EDIFY_QDRANT_CONNECT_TIMEOUT_MS", "", set_milliseconds<&Options::connect_timeout>},
      {"qdrant.query_timeout_ms", "EDIFY_QDRANT_QUERY_TIMEOUT_MS", "", set_milliseconds<&Options::query_timeout>},
      {"qdrant.write_timeout_ms", "EDIFY_QDRANT_WRITE_TIMEOUT_MS", "", set_milliseconds<&Options::write_timeout>},
      {"qdrant.write_patience_ms", "EDIFY_QDRANT_WRITE_PATIENCE_MS", "", set_milliseconds<&Options::write_patience>},
  };
}

Result<void> check_store(const Config& config) {
  const auto& qdrant = config.qdrant;
  if (config.postgres && !config.uses_qdrant()) {
    return unsafe(
        "catalog.url shares the ledger between machines, and the embedded store is this machine's own, so what "
        "another one ingests would be missing here: set qdrant.url too");
  }
  if (config.postgres && !config.postgres->is_local() && !config.postgres->is_encrypted()) {
    return unsafe(
        "catalog.url turns TLS off to another machine, so records of people could be overheard: leave sslmode "
        "out of it");
  }
  if (!config.uses_qdrant()) return {};
  if (qdrant.endpoint.host.empty()) return unsafe("store.kind is qdrant and qdrant.url is not set: say where it is");
  if (!qdrant.api_key.empty() && !qdrant.endpoint.is_private()) {
    return unsafe("qdrant.api_key would be sent where it can be overheard: use https in qdrant.url");
  }
  if (qdrant.layout.write_consistency > qdrant.layout.replicas) {
    return unsafe("qdrant.write_consistency is greater than qdrant.replicas, so no write would ever count");
  }
  return {};
}

}  // namespace edify::app
