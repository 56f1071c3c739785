#include "app/access_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "http/url.h"
#include "model/placement.h"

namespace edify::app {
namespace {

using access::oidc::IssuerSettings;

constexpr std::string_view issuer_list = "access.issuers[";
constexpr std::size_t most_issuers = 64;

template <std::string IssuerSettings::*field>
Result<void> text(IssuerSettings& settings, const std::string& value) {
  if (value.empty()) return fail(ErrorCode::invalid_argument, "must not be empty");
  settings.*field = value;
  return {};
}

template <std::vector<std::string> IssuerSettings::*field>
Result<void> list(IssuerSettings& settings, const std::string& value) {
  settings.*field = parse_list(value);
  if ((settings.*field).empty()) return fail(ErrorCode::invalid_argument, "must name at least one");
  return {};
}

template <std::chrono::seconds IssuerSettings::*field>
Result<void> seconds(IssuerSettings& settings, const std::string& value) {
  constexpr std::int64_t a_month = 31LL * 86'400;
  EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, a_month));
  settings.*field = std::chrono::seconds(parsed);
  return {};
}

// "claim's value=ours", parted at the last "=": values of claims may have some of their own.
Result<std::pair<std::string, std::string>> split_mapping(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' must be written value=what it stands for", text));
  }
  return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

Result<void> roles(IssuerSettings& settings, const std::string& value) {
  for (const auto& each : parse_list(value)) {
    EDIFY_TRY(const auto pair, split_mapping(each));
    const auto role = role_from_string(pair.second);
    if (!role)
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not student, teacher or admin", pair.second));
    settings.roles[pair.first] = *role;
  }
  return {};
}

Result<void> grades(IssuerSettings& settings, const std::string& value) {
  for (const auto& each : parse_list(value)) {
    EDIFY_TRY(const auto pair, split_mapping(each));
    const auto grade = pair.second == "*" ? std::optional<std::string>("*") : normalize_grade(pair.second);
    if (!grade) return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a grade", pair.second));
    settings.grades[pair.first] = *grade;
  }
  return {};
}

#define EDIFY_ISSUER_FIELD(name, VARIABLE, apply) \
  IssuerField { name, "access.oidc." name, "EDIFY_ACCESS_OIDC_" VARIABLE, apply }

constexpr std::array fields = {
    EDIFY_ISSUER_FIELD("name", "NAME", text<&IssuerSettings::name>),
    EDIFY_ISSUER_FIELD("issuer", "ISSUER", text<&IssuerSettings::issuer>),
    EDIFY_ISSUER_FIELD("tenants", "TENANTS", list<&IssuerSettings::tenants>),
    EDIFY_ISSUER_FIELD("audience", "AUDIENCE", list<&IssuerSettings::audiences>),
    EDIFY_ISSUER_FIELD("algorithms", "ALGORITHMS", list<&IssuerSettings::algorithms>),
    EDIFY_ISSUER_FIELD("token_types", "TOKEN_TYPES", list<&IssuerSettings::token_types>),
    EDIFY_ISSUER_FIELD("user_claim", "USER_CLAIM", text<&IssuerSettings::user_claim>),
    EDIFY_ISSUER_FIELD("user_prefix", "USER_PREFIX", text<&IssuerSettings::user_prefix>),
    EDIFY_ISSUER_FIELD("role_claim", "ROLE_CLAIM", text<&IssuerSettings::role_claim>),
    EDIFY_ISSUER_FIELD("roles", "ROLES", roles),
    EDIFY_ISSUER_FIELD("grades_claim", "GRADES_CLAIM", text<&IssuerSettings::grades_claim>),
    EDIFY_ISSUER_FIELD("grades", "GRADES", grades),
    EDIFY_ISSUER_FIELD("client_id", "CLIENT_ID", text<&IssuerSettings::client_id>),
    EDIFY_ISSUER_FIELD("client_secret_variable", "CLIENT_SECRET_VARIABLE",
                       text<&IssuerSettings::client_secret_variable>),
    EDIFY_ISSUER_FIELD("scopes", "SCOPES", list<&IssuerSettings::scopes>),
    EDIFY_ISSUER_FIELD("ca_file", "CA_FILE", text<&IssuerSettings::ca_file>),
    EDIFY_ISSUER_FIELD("key_refresh", "KEY_REFRESH", seconds<&IssuerSettings::key_refresh>),
    EDIFY_ISSUER_FIELD("unknown_key_pause", "UNKNOWN_KEY_PAUSE", seconds<&IssuerSettings::unknown_key_pause>),
    EDIFY_ISSUER_FIELD("key_max_age", "KEY_MAX_AGE", seconds<&IssuerSettings::key_max_age>),
};

#undef EDIFY_ISSUER_FIELD

Apply of_the_one_issuer(const IssuerField& field) {
  return [apply = field.apply](Config& config, const std::string& value) -> Result<void> {
    if (!config.oidc) config.oidc.emplace();
    return apply(*config.oidc, value);
  };
}

Apply seconds_up_to(std::chrono::seconds Config::*field, std::int64_t most) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, most));
    config.*field = std::chrono::seconds(parsed);
    return {};
  };
}

Result<void> set_local_tokens(Config& config, const std::string& value) {
  if (value != "auto" && value != "on" && value != "off") {
    return fail(ErrorCode::invalid_argument, "must be auto, on or off");
  }
  config.local_tokens = value;
  return {};
}

Result<void> set_public_url(Config& config, const std::string& value) {
  EDIFY_TRY(const auto endpoint, http::parse_endpoint(value));
  if (!endpoint.path.empty()) {
    return fail(ErrorCode::invalid_argument, "must end with the host or its port: https://edify.school.example");
  }
  if (!endpoint.is_private()) {
    return fail(ErrorCode::invalid_argument, "must be https; only this machine itself may be http");
  }
  config.public_url = endpoint.text();
  return {};
}

// "access.issuers[2].audience" → (2, "audience")
std::optional<std::pair<std::size_t, std::string_view>> position_in_list(std::string_view key) {
  if (!key.starts_with(issuer_list)) return std::nullopt;
  key.remove_prefix(issuer_list.size());
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const std::string_view rest(end, static_cast<std::size_t>(key.data() + key.size() - end));
  if (error != std::errc() || !rest.starts_with("].") || index >= most_issuers) return std::nullopt;
  return std::pair{index, rest.substr(2)};
}

}  // namespace

std::vector<Setting> access_settings() {
  std::vector<Setting> table = {
      {"access.local_tokens", "EDIFY_ACCESS_LOCAL_TOKENS", "", set_local_tokens},
      {"access.public_url", "EDIFY_ACCESS_PUBLIC_URL", "", set_public_url},
      {"access.session_time_to_live", "EDIFY_ACCESS_SESSION_TIME_TO_LIVE", "",
       seconds_up_to(&Config::session_time_to_live, 86'400)},
      // Less than the minute within which a denied user must be out.
      {"access.register_interval", "EDIFY_ACCESS_REGISTER_INTERVAL", "", seconds_up_to(&Config::register_interval, 30)},
  };
  for (const auto& field : fields) table.push_back({field.key, field.variable, "", of_the_one_issuer(field)});
  return table;
}

const IssuerField* find_issuer_field(std::string_view key, std::vector<IssuerSettings>& listed,
                                     IssuerSettings*& settings) {
  const auto position = position_in_list(key);
  if (!position) return nullptr;
  const auto* const field = std::ranges::find(fields, position->second, &IssuerField::name);
  if (field == fields.end()) return nullptr;
  if (listed.size() <= position->first) listed.resize(position->first + 1);
  settings = &listed[position->first];
  return field;
}

Result<void> finish_issuers(std::optional<IssuerSettings> one, const Environment& environment,
                            std::vector<IssuerSettings>& all) {
  if (one) {
    if (one->client_secret_variable.empty()) one->client_secret_variable = "EDIFY_ACCESS_OIDC_CLIENT_SECRET";
    all.insert(all.begin(), std::move(*one));
  }
  for (auto& each : all) {
    EDIFY_TRY(each, complete(std::move(each)));
    if (each.client_secret_variable.empty()) continue;
    if (auto secret = environment(each.client_secret_variable)) each.client_secret = Secret(std::move(*secret));
  }
  return check_together(all);
}

}  // namespace edify::app
