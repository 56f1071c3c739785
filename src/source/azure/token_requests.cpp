#include "source/azure/token_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace edify::source::azure {
namespace {

namespace json = boost::json;

constexpr std::string_view storage_resource = "https://storage.azure.com/";
constexpr auto token_time_limit = std::chrono::seconds(60);

std::unexpected<Error> no_token(std::string_view who, std::string_view why) {
  return fail(ErrorCode::unavailable, fmt::format("no token from the {}: {}", who, why), "no_token");
}

// Token services write numbers as numbers or as text.
std::optional<std::int64_t> number_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  if (!value->is_string()) return std::nullopt;
  std::int64_t number = 0;
  const auto& text = value->get_string();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "invalid_client"; never the description, which may repeat what was sent.
std::string error_word(const http::Response& response) {
  json::error_code error;
  const auto value = json::parse(response.body, error);
  const auto* word = !error && value.is_object() ? value.get_object().if_contains("error") : nullptr;
  if (word == nullptr || !word->is_string()) return fmt::format("status {}", response.status);
  const auto& text = word->get_string();
  const bool is_word = text.size() <= 80 && std::ranges::all_of(text, [](unsigned char c) {
                         return std::isalnum(c) != 0 || c == '_' || c == '-';
                       });
  return fmt::format("status {}, {}", response.status, is_word ? std::string_view(text.data(), text.size()) : "?");
}

Result<AccessToken> ask(const http::Request& request, const http::Delivery& delivery, std::string_view who,
                        std::string_view advice, http::Client& client, http::RetryPolicy& retries,
                        const std::stop_token& stop) {
  auto response = retries.run([&] { return client.send(request, delivery, stop); }, token_time_limit, stop);
  if (!response && response.error().reason == http::cancelled_reason) return std::unexpected(response.error());
  if (!response) return no_token(who, fmt::format("{}; {}", response.error().message, advice));
  if (response->status != 200) return no_token(who, fmt::format("{}; {}", error_word(*response), advice));
  return parse_token_answer(response->body, std::chrono::system_clock::now());
}

Result<AccessToken> ask_authority(const Settings& settings, http::Query form, std::string_view who,
                                  std::string_view advice, http::Client& client, http::RetryPolicy& retries,
                                  const std::stop_token& stop) {
  http::Request request;
  request.method = http::Method::post;
  EDIFY_TRY(request.endpoint, http::parse_endpoint(settings.authority_host));
  if (!request.endpoint.is_private()) {
    return fail(ErrorCode::invalid_argument, "AZURE_AUTHORITY_HOST must be an https address", "azure_configuration");
  }
  request.target =
      fmt::format("{}/{}/oauth2/v2.0/token", request.endpoint.path, http::percent_encode(settings.tenant_id));
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  form.emplace_back("client_id", settings.client_id);
  form.emplace_back("grant_type", "client_credentials");
  form.emplace_back("scope", fmt::format("{}.default", storage_resource));
  request.body = http::encode_query(form);
  return ask(request, {}, who, advice, client, retries, stop);
}

Result<std::string> read_token_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  if (!stream.good() && text.empty()) {
    return no_token("workload identity", fmt::format("{} can not be read or is empty; check "
                                                     "AZURE_FEDERATED_TOKEN_FILE",
                                                     file.string()));
  }
  return text;
}

// App Service, Container Apps and Functions name an endpoint of their own and a header that proves who asks.
Result<http::Request> managed_identity_message(const Settings& settings) {
  const bool is_named = !settings.identity_endpoint.empty() && !settings.identity_header.empty();
  std::string url = is_named ? settings.identity_endpoint : settings.instance_metadata;
  if (!is_named) url += "/metadata/identity/oauth2/token";
  http::Request request;
  EDIFY_TRY(request.endpoint, http::parse_endpoint(url));
  http::Query query = {{"api-version", is_named ? "2019-08-01" : "2018-02-01"},
                       {"resource", std::string(storage_resource)}};
  if (!settings.client_id.empty()) query.emplace_back("client_id", settings.client_id);
  request.target = (request.endpoint.path.empty() ? "/" : request.endpoint.path) + '?' + http::encode_query(query);
  if (is_named) {
    request.headers.add("x-identity-header", settings.identity_header.reveal());
  } else {
    request.headers.add("metadata", "true");
  }
  return request;
}

}  // namespace

TokenRequest client_secret_request(const Settings& settings) {
  return [settings](http::Client& client, http::RetryPolicy& retries, const std::stop_token& stop) {
    return ask_authority(settings, {{"client_secret", settings.client_secret.reveal()}}, "client secret",
                         "check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET", client, retries, stop);
  };
}

TokenRequest workload_identity_request(const Settings& settings) {
  return
      [settings](http::Client& client, http::RetryPolicy& retries, const std::stop_token& stop) -> Result<AccessToken> {
        EDIFY_TRY(const auto assertion, read_token_file(settings.federated_token_file));
        return ask_authority(settings,
                             {{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                              {"client_assertion", assertion}},
                             "workload identity", "check the federated credential of AZURE_CLIENT_ID", client, retries,
                             stop);
      };
}

TokenRequest managed_identity_request(const Settings& settings) {
  return
      [settings](http::Client& client, http::RetryPolicy& retries, const std::stop_token& stop) -> Result<AccessToken> {
        EDIFY_TRY(const auto request, managed_identity_message(settings));
        http::Delivery delivery;
        // Outside of Azure nobody answers at that address.
        delivery.connect_timeout = std::chrono::seconds(2);
        return ask(request, delivery, "managed identity",
                   "where this machine has none, set AZURE_STORAGE_CONNECTION_STRING or another credential "
                   "(docs/configuration.md)",
                   client, retries, stop);
      };
}

Result<AccessToken> parse_token_answer(std::string_view text, std::chrono::system_clock::time_point now) {
  json::error_code error;
  const auto value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return no_token("token service", "its answer is not JSON");
  const auto& object = value.get_object();
  const auto* token = object.if_contains("access_token");
  if (token == nullptr || !token->is_string() || token->get_string().empty()) {
    return no_token("token service", "its answer has no access_token");
  }
  const auto lifetime = number_in(object, "expires_in");
  const auto end = number_in(object, "expires_on");
  if (!lifetime && !end) return no_token("token service", "its answer does not say when the token ends");
  constexpr std::int64_t longest = 7 * 86'400;
  const auto expires =
      lifetime
          ? now + std::chrono::seconds(std::clamp<std::int64_t>(*lifetime, 0, longest))
          : std::chrono::system_clock::time_point(std::chrono::seconds(std::clamp<std::int64_t>(*end, 0, 1LL << 33)));
  const auto& characters = token->get_string();
  return AccessToken{Secret(std::string(characters.data(), characters.size())), expires};
}

}  // namespace edify::source::azure
