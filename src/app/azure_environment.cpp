#include "app/azure_environment.h"

#include <utility>

namespace edify::app {

void apply_azure_environment(const Environment& environment, source::azure::Settings& settings) {
  const auto secret = [&](const char* variable, Secret& to) {
    if (auto value = environment(variable)) to = Secret(std::move(*value));
  };
  const auto text = [&](const char* variable, auto& to) {
    if (auto value = environment(variable)) to = std::move(*value);
  };
  secret("AZURE_STORAGE_CONNECTION_STRING", settings.connection_string);
  secret("AZURE_STORAGE_KEY", settings.account_key);
  secret("AZURE_STORAGE_SAS_TOKEN", settings.sas_token);
  secret("AZURE_CLIENT_SECRET", settings.client_secret);
  secret("IDENTITY_HEADER", settings.identity_header);
  text("AZURE_TENANT_ID", settings.tenant_id);
  text("AZURE_CLIENT_ID", settings.client_id);
  text("AZURE_AUTHORITY_HOST", settings.authority_host);
  text("AZURE_FEDERATED_TOKEN_FILE", settings.federated_token_file);
  text("IDENTITY_ENDPOINT", settings.identity_endpoint);
  text("AZURE_POD_IDENTITY_AUTHORITY_HOST", settings.instance_metadata);
}

bool names_an_account(const source::azure::Settings& settings) {
  return !settings.connection_string.empty() || !settings.account.empty() || !settings.endpoint.empty();
}

}  // namespace edify::app
