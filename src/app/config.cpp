#include "app/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "app/access_settings.h"
#include "app/azure_environment.h"
#include "app/curriculum.h"
#include "app/setting.h"
#include "app/settings_view.h"

extern char** environ;

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

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table = all_settings();
  return table;
}

// Set for set-up and tests, not for the program.
constexpr std::string_view other_variables[] = {"EDIFY_ENGINES_DIR", "EDIFY_FAILPOINT",
                                                "EDIFY_ACCESS_OIDC_CLIENT_SECRET"};

std::unexpected<Error> not_valid(std::string_view key, const std::string& value, std::string_view origin,
                                 const Error& error) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} = \"{}\" in {}: {}", key, value, origin, error.message),
              "configuration");
}

// Marked as one, named like one, or an address with a user's name in it.
bool may_hold_a_secret(const Setting& setting, std::string_view value) {
  if (setting.is_secret || (value.contains("://") && value.contains('@'))) return true;
  return std::ranges::any_of(std::array{"secret", "password", "api_key", "account_key", "connection_string", "sas"},
                             [&](std::string_view word) { return setting.key.contains(word); });
}

Result<void> apply(const Setting& setting, Config& config, const std::string& value, std::string_view origin) {
  auto result = setting.apply(config, value);
  if (result) return {};
  return not_valid(setting.key, setting.is_secret ? "…" : value, origin, result.error());
}

// Every leaf of the file as "section.key" → text.
void flatten(const toml::table& table, const std::string& prefix, std::map<std::string, std::string>& out) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      flatten(*inner, key + ".", out);
    } else if (const auto* tables = node.as_array(); tables != nullptr && tables->is_array_of_tables()) {
      for (std::size_t i = 0; i < tables->size(); ++i) {
        flatten(*tables->get_as<toml::table>(i), fmt::format("{}[{}].", key, i), out);
      }
    } else if (const auto* value = node.as_string()) {
      out[key] = value->get();
    } else if (const auto* list = node.as_array()) {
      std::string joined;
      for (const auto& each : *list) joined += each.value_or(std::string()) + ",";
      out[key] = joined;
    } else {
      out[key] = fmt::format("{}", (std::ostringstream() << toml::node_view(node)).str());
    }
  }
}

Result<void> apply_file(const std::filesystem::path& file, Config& config) {
  std::map<std::string, std::string> values;
  try {
    flatten(toml::parse_file(file.string()), "", values);
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("{}, line {}: {}", file.string(), error.source().begin.line, error.description()),
                "configuration");
  }
  for (const auto& [key, value] : values) {
    access::oidc::IssuerSettings* issuer = nullptr;
    if (const auto* field = find_issuer_field(key, config.issuers, issuer)) {
      if (const auto applied = field->apply(*issuer, value); !applied) {
        return not_valid(key, value, file.string(), applied.error());
      }
      continue;
    }
    const auto found = std::ranges::find(settings(), key, &Setting::key);
    if (found == settings().end()) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("{} in {} is not a setting; see docs/configuration.md", key, file.string()),
                  "configuration");
    }
    EDIFY_CHECK(apply(*found, config, value, file.string()));
  }
  return {};
}

Result<void> apply_environment(const ConfigSources& sources, Config& config) {
  for (const auto& name : sources.variable_names) {
    const bool known = std::ranges::find(settings(), name, &Setting::variable) != settings().end() ||
                       std::ranges::find(other_variables, name) != std::end(other_variables);
    if (name.starts_with("EDIFY_") && !known) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("{} in the environment is not a setting; see docs/configuration.md", name),
                  "configuration");
    }
  }
  for (const auto& setting : settings()) {
    // Edify's own name wins over the seed's.
    for (const auto variable : {setting.seed_name, setting.variable}) {
      if (variable.empty()) continue;
      if (const auto value = sources.environment(std::string(variable))) {
        EDIFY_CHECK(apply(setting, config, *value, variable));
      }
    }
  }
  apply_azure_environment(sources.environment, config.azure);
  return {};
}

// KEY=VALUE lines; '#' comments, an optional `export`, optional quotes.
std::map<std::string, std::string> read_env_file(const std::filesystem::path& file) {
  std::map<std::string, std::string> values;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("export ")) line.erase(0, 7);
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string::npos) continue;
    std::string value = line.substr(equals + 1);
    while (!value.empty() && (value.back() == '\r' || value.back() == ' ')) value.pop_back();
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    values[line.substr(0, equals)] = value;
  }
  return values;
}

}  // namespace

Result<std::vector<api::SettingView>> settings_in_force(const ConfigSources& sources) {
  EDIFY_TRY(const Config config, load_config(sources));
  std::map<std::string, std::string> written;
  if (!config.file.empty()) flatten(toml::parse_file(config.file.string()), "", written);
  std::vector<api::SettingView> views;
  for (const auto& setting : settings()) {
    api::SettingView view{.key = std::string(setting.key), .value = {}, .origin = "default"};
    const auto take = [&](const std::string& value, std::string origin) {
      view.value = may_hold_a_secret(setting, value) ? std::string(masked_value) : value;
      view.origin = std::move(origin);
    };
    if (const auto found = written.find(view.key); found != written.end()) take(found->second, config.file.string());
    // Edify's own name wins over the seed's.
    for (const auto variable : {setting.seed_name, setting.variable}) {
      if (variable.empty()) continue;
      if (const auto value = sources.environment(std::string(variable))) take(*value, std::string(variable));
    }
    views.push_back(std::move(view));
  }
  return views;
}

Result<bool> parse_truth(const std::string& value) {
  if (value == "true") return true;
  if (value == "false") return false;
  return fail(ErrorCode::invalid_argument, "must be true or false");
}

std::vector<std::string> parse_list(std::string_view value) {
  std::vector<std::string> texts;
  while (!value.empty()) {
    const auto comma = std::min(value.find(','), value.size());
    std::string_view text = value.substr(0, comma);
    value.remove_prefix(std::min(comma + 1, value.size()));
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (!text.empty()) texts.emplace_back(text);
  }
  return texts;
}

ConfigSources process_sources(std::optional<std::filesystem::path> file) {
  ConfigSources sources;
  sources.file = std::move(file);
  auto values = read_env_file(".env");
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view pair(*each);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos) values[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
  }
  for (const auto& [name, value] : values) sources.variable_names.push_back(name);
  sources.environment = [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end() || found->second.empty()) return std::nullopt;
    return found->second;
  };
  return sources;
}

Result<Config> load_config(const ConfigSources& sources) {
  Config config;
  config.models = EDIFY_DEFAULT_MODELS;
  std::error_code ignored;
  if (sources.file) {
    if (!std::filesystem::exists(*sources.file, ignored)) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("the configuration file {} does not exist", sources.file->string()), "configuration");
    }
    config.file = *sources.file;
    EDIFY_CHECK(apply_file(*sources.file, config));
  } else if (std::filesystem::exists("edify.toml", ignored)) {
    config.file = "edify.toml";
    EDIFY_CHECK(apply_file("edify.toml", config));
  }
  EDIFY_CHECK(apply_environment(sources, config));
  EDIFY_CHECK(finish_issuers(std::exchange(config.oidc, std::nullopt), sources.environment, config.issuers));
  EDIFY_CHECK(check_store(config));
  EDIFY_CHECK(check_answers(config));
  return config;
}

}  // namespace edify::app
