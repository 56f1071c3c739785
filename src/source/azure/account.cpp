#include "source/azure/account.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace edify::source::azure {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

// The emulator's account and key, published by Microsoft with it; no secret.
constexpr std::string_view development_storage =
    "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1";

std::unexpected<Error> bad_connection_string(std::string_view why) {
  return fail(ErrorCode::invalid_argument,
              fmt::format("AZURE_STORAGE_CONNECTION_STRING {}; copy it again from the account's access keys", why),
              "azure_configuration");
}

// "Name=value;Name=value"; a value may hold '='.
Result<Fields> fields_of(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const auto semicolon = text.find(';');
    const auto field = text.substr(0, semicolon);
    text = semicolon == std::string_view::npos ? std::string_view{} : text.substr(semicolon + 1);
    if (field.empty()) continue;
    const auto equals = field.find('=');
    if (equals == 0 || equals == std::string_view::npos)
      return bad_connection_string("has a part that is not NAME=VALUE");
    fields[std::string(field.substr(0, equals))] = field.substr(equals + 1);
  }
  return fields;
}

// The account in "https://NAME.blob.core.windows.net" or "http://127.0.0.1:10000/NAME".
std::string name_in(const http::Endpoint& endpoint) {
  if (!endpoint.path.empty()) return endpoint.path.substr(1, endpoint.path.find('/', 1) - 1);
  return endpoint.host.substr(0, endpoint.host.find('.'));
}

Result<http::Endpoint> endpoint_of(const Fields& fields, const std::string& name, std::string_view service) {
  const std::string field = service == "blob" ? "BlobEndpoint" : "QueueEndpoint";
  if (const auto found = fields.find(field); found != fields.end()) return http::parse_endpoint(found->second);
  const auto value_or = [&](std::string_view key, std::string_view otherwise) {
    const auto found = fields.find(key);
    return found == fields.end() ? std::string(otherwise) : found->second;
  };
  return http::parse_endpoint(fmt::format("{}://{}.{}.{}", value_or("DefaultEndpointsProtocol", "https"), name, service,
                                          value_or("EndpointSuffix", "core.windows.net")));
}

Result<Account> from_connection_string(std::string_view text) {
  EDIFY_TRY(auto fields, fields_of(text));
  if (fields["UseDevelopmentStorage"] == "true") {
    EDIFY_TRY(fields, fields_of(development_storage));
  }
  Account account;
  account.name = fields["AccountName"];
  if (account.name.empty() && !fields.contains("BlobEndpoint")) {
    return bad_connection_string("has neither AccountName nor BlobEndpoint");
  }
  EDIFY_TRY(account.blob, endpoint_of(fields, account.name, "blob"));
  if (account.name.empty()) account.name = name_in(account.blob);
  EDIFY_TRY(account.queue, endpoint_of(fields, account.name, "queue"));
  account.connection_key = Secret(fields["AccountKey"]);
  account.connection_sas = Secret(fields["SharedAccessSignature"]);
  if (account.connection_key.empty() && account.connection_sas.empty()) {
    return bad_connection_string("has neither AccountKey nor SharedAccessSignature");
  }
  return account;
}

http::Endpoint queue_beside(http::Endpoint blob) {
  constexpr std::string_view label = ".blob.";
  if (const auto at = blob.host.find(label); at != std::string::npos) blob.host.replace(at, label.size(), ".queue.");
  return blob;
}

}  // namespace

Result<Account> account_of(const Settings& settings) {
  const bool from_string = settings.credential == "auto" || settings.credential == "connection_string";
  if (from_string && !settings.connection_string.empty()) {
    return from_connection_string(settings.connection_string.reveal());
  }
  Account account;
  account.name = settings.account;
  if (account.name.empty() && settings.endpoint.empty()) {
    return fail(ErrorCode::invalid_argument,
                "no storage account is named; set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and a "
                "credential (docs/configuration.md)",
                "azure_configuration");
  }
  EDIFY_TRY(account.blob, http::parse_endpoint(settings.endpoint.empty()
                                                   ? fmt::format("https://{}.blob.core.windows.net", account.name)
                                                   : settings.endpoint));
  if (account.name.empty()) account.name = name_in(account.blob);
  account.queue = queue_beside(account.blob);
  return account;
}

}  // namespace edify::source::azure
