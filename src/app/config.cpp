#include "app/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <utility>

#include "app/access_settings.h"
#include "app/azure_environment.h"
#include "app/setting.h"
#include "app/settings_view.h"

extern char** environ;

namespace edify::app {
namespace {

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
