// Every key that there is: those of no section of its own here, the others' beside them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include "app/access_settings.h"
#include "app/curriculum.h"
#include "app/setting.h"

namespace edify::app {
namespace {

template <typename Number>
Apply number(Number Config::*field, Number smallest, Number largest) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(config.*field, parse_number(value, smallest, largest));
    return {};
  };
}

Apply seconds(std::chrono::seconds Config::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    constexpr std::int64_t thirty_years = 1'000'000'000;
    EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, thirty_years));
    config.*field = std::chrono::seconds(parsed);
    return {};
  };
}

template <typename Number>
Apply limit(Number parse::Limits::*field, Number smallest = 1) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(config.limits.*field, parse_number(value, smallest, std::numeric_limits<Number>::max() / 2));
    return {};
  };
}

Apply limit(std::chrono::milliseconds parse::Limits::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    constexpr std::int64_t a_day = 86'400;
    EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, a_day));
    config.limits.*field = std::chrono::seconds(parsed);
    return {};
  };
}

template <typename Text>
Apply text(Text Config::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    if (value.empty()) return fail(ErrorCode::invalid_argument, "must not be empty");
    config.*field = value;
    return {};
  };
}

Apply truth(bool Config::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(config.*field, parse_truth(value));
    return {};
  };
}

Apply one_of(std::string Config::*field, std::vector<std::string> choices) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    std::string lower(value);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::find(choices, lower) == choices.end()) {
      return fail(ErrorCode::invalid_argument, fmt::format("must be one of {}", fmt::join(choices, ", ")));
    }
    config.*field = lower;
    return {};
  };
}

template <typename Text>
Apply azure_text(Text source::azure::Settings::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    config.azure.*field = value;
    return {};
  };
}

Apply azure_seconds(std::chrono::seconds source::azure::Settings::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    constexpr std::int64_t a_day = 86'400;
    EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, a_day));
    config.azure.*field = std::chrono::seconds(parsed);
    return {};
  };
}

Apply azure_credential() {
  return [](Config& config, const std::string& value) -> Result<void> {
    static const std::set<std::string> kinds = {"auto",          "connection_string", "account_key",     "sas",
                                                "client_secret", "workload_identity", "managed_identity"};
    if (!kinds.contains(value)) {
      return fail(ErrorCode::invalid_argument, fmt::format("must be one of {}", fmt::join(kinds, ", ")));
    }
    config.azure.credential = value;
    return {};
  };
}

Apply personal_data_of(Module module) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    const auto policy = ingest::personal_data_policy_from_string(value);
    if (!policy) return fail(ErrorCode::invalid_argument, "must be one of index, mask, quarantine");
    config.personal_data[module] = *policy;
    return {};
  };
}

// Read again by who shows it; here, a list that can not be read stops the start.
Result<void> curriculum(Config&, const std::string& value) {
  EDIFY_TRY([[maybe_unused]] const auto lines, read_curriculum(value));
  return {};
}

}  // namespace

std::vector<Setting> all_settings() {
  using parse::Limits;
  using Azure = source::azure::Settings;
  std::vector<Setting> table = {
      {"data", "EDIFY_DATA", "", text(&Config::data)},
      {"models", "EDIFY_MODELS", "", text(&Config::models)},
      {"log.level", "EDIFY_LOG_LEVEL", "LOG_LEVEL",
       one_of(&Config::log_level, {"trace", "debug", "info", "warn", "warning", "error"})},
      {"web.assets", "EDIFY_WEB_ASSETS", "", text(&Config::web_assets)},
      {"web.demo", "EDIFY_WEB_DEMO", "", truth(&Config::demo)},
      {"web.curriculum", "EDIFY_WEB_CURRICULUM", "", curriculum},
      {"server.host", "EDIFY_SERVER_HOST", "", text(&Config::host)},
      {"server.port", "EDIFY_SERVER_PORT", "API_PORT", number<std::uint16_t>(&Config::port, 0, 65535)},
      {"metrics.host", "EDIFY_METRICS_HOST", "", text(&Config::metrics_host)},
      {"metrics.port", "EDIFY_METRICS_PORT", "", number<std::uint16_t>(&Config::metrics_port, 0, 65535)},
      {"server.workers", "EDIFY_SERVER_WORKERS", "", number<std::uint32_t>(&Config::server_workers, 0, 256)},
      {"ingest.document_memory", "EDIFY_INGEST_DOCUMENT_MEMORY", "",
       number<std::uint64_t>(&Config::document_memory, 32ULL << 20, 1ULL << 40)},
      {"ingest.workers", "EDIFY_INGEST_WORKERS", "", number<std::uint32_t>(&Config::ingest_workers, 0, 256)},
      {"ingest.downloads", "EDIFY_INGEST_DOWNLOADS", "", number<std::uint32_t>(&Config::downloads, 0, 64)},
      {"ingest.lease", "EDIFY_INGEST_LEASE", "", seconds(&Config::lease)},
      {"ingest.outage_patience", "EDIFY_INGEST_OUTAGE_PATIENCE", "", seconds(&Config::outage_patience)},
      {"ingest.default_year", "EDIFY_INGEST_DEFAULT_YEAR", "", text(&Config::default_year)},
      {"ingest.watch_interval", "EDIFY_INGEST_WATCH_INTERVAL", "", seconds(&Config::watch_interval)},
      {"parse.sandbox", "EDIFY_PARSE_SANDBOX", "", one_of(&Config::sandbox, {"required", "best_effort", "off"})},
      {"parse.worker_memory", "EDIFY_PARSE_WORKER_MEMORY", "",
       number<std::uint64_t>(&Config::worker_memory, 128ULL << 20, 1ULL << 40)},
      {"parse.max_bytes", "EDIFY_PARSE_MAX_BYTES", "", limit(&Limits::bytes)},
      {"parse.max_pages", "EDIFY_PARSE_MAX_PAGES", "", limit(&Limits::pages)},
      {"parse.max_pixels", "EDIFY_PARSE_MAX_PIXELS", "", limit(&Limits::pixels)},
      {"parse.max_decompressed_bytes", "EDIFY_PARSE_MAX_DECOMPRESSED_BYTES", "", limit(&Limits::decompressed_bytes)},
      {"parse.max_decompression_ratio", "EDIFY_PARSE_MAX_DECOMPRESSION_RATIO", "",
       limit(&Limits::decompression_ratio, 10U)},
      {"parse.max_entries", "EDIFY_PARSE_MAX_ENTRIES", "", limit(&Limits::entries)},
      {"parse.max_entry_bytes", "EDIFY_PARSE_MAX_ENTRY_BYTES", "", limit(&Limits::entry_bytes)},
      {"parse.max_nesting", "EDIFY_PARSE_MAX_NESTING", "", limit(&Limits::nesting)},
      {"parse.max_elements", "EDIFY_PARSE_MAX_ELEMENTS", "", limit(&Limits::elements)},
      {"parse.max_text_bytes", "EDIFY_PARSE_MAX_TEXT_BYTES", "", limit(&Limits::text_bytes)},
      {"parse.max_page_seconds", "EDIFY_PARSE_MAX_PAGE_SECONDS", "", limit(&Limits::page_time)},
      {"parse.max_seconds", "EDIFY_PARSE_MAX_SECONDS", "", limit(&Limits::time)},
      {"personal_data.sop", "EDIFY_PERSONAL_DATA_SOP", "", personal_data_of(Module::sop)},
      {"personal_data.knowledge_bank", "EDIFY_PERSONAL_DATA_KNOWLEDGE_BANK", "",
       personal_data_of(Module::knowledge_bank)},
      {"personal_data.general", "EDIFY_PERSONAL_DATA_GENERAL", "", personal_data_of(Module::general)},
      {"search.dense_threshold", "EDIFY_SEARCH_DENSE_THRESHOLD", "", number<double>(&Config::dense_threshold, -1, 1)},
      {"cache.bytes", "EDIFY_CACHE_BYTES", "", number<std::uint64_t>(&Config::cache_bytes, 0, 1ULL << 40)},
      {"cache.time_to_live", "EDIFY_CACHE_TIME_TO_LIVE", "", seconds(&Config::cache_time_to_live)},
      {"embed.precision", "EDIFY_EMBED_PRECISION", "", one_of(&Config::precision, {"auto", "fp32", "bf16"})},
      {"azure.container", "EDIFY_AZURE_CONTAINER", "AZURE_CONTAINER_NAME", text(&Config::azure_container)},
      {"azure.account", "EDIFY_AZURE_ACCOUNT", "AZURE_STORAGE_ACCOUNT", azure_text(&Azure::account)},
      {"azure.endpoint", "EDIFY_AZURE_ENDPOINT", "", azure_text(&Azure::endpoint)},
      {"azure.credential", "EDIFY_AZURE_CREDENTIAL", "", azure_credential()},
      {"azure.event_queue", "EDIFY_AZURE_EVENT_QUEUE", "", azure_text(&Azure::event_queue)},
      {"azure.ca_file", "EDIFY_AZURE_CA_FILE", "", azure_text(&Azure::ca_file)},
      {"azure.connect_timeout", "EDIFY_AZURE_CONNECT_TIMEOUT", "", azure_seconds(&Azure::connect_timeout)},
      {"azure.request_timeout", "EDIFY_AZURE_REQUEST_TIMEOUT", "", azure_seconds(&Azure::request_timeout)},
      {"azure.read_timeout", "EDIFY_AZURE_READ_TIMEOUT", "", azure_seconds(&Azure::read_timeout)},
      {"azure.blob_timeout", "EDIFY_AZURE_BLOB_TIMEOUT", "", azure_seconds(&Azure::blob_timeout)},
  };
  std::ranges::move(server_settings(), std::back_inserter(table));
  std::ranges::move(ocr_settings(), std::back_inserter(table));
  std::ranges::move(access_settings(), std::back_inserter(table));
  std::ranges::move(cache_settings(), std::back_inserter(table));
  std::ranges::move(catalog_settings(), std::back_inserter(table));
  std::ranges::move(store_settings(), std::back_inserter(table));
  std::ranges::move(answer_settings(), std::back_inserter(table));
  std::ranges::move(records_settings(), std::back_inserter(table));
  std::ranges::move(backup_settings(), std::back_inserter(table));
  return table;
}

}  // namespace edify::app
