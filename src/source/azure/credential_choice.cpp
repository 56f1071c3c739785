#include "source/azure/credential_choice.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "source/azure/shared_access_signature.h"
#include "source/azure/shared_key.h"
#include "source/azure/token_credential.h"
#include "source/azure/token_requests.h"

namespace edify::source::azure {
namespace {

using Made = Result<std::unique_ptr<Credential>>;

struct Candidate {
  std::string_view name;
  bool is_there;
  std::string_view needs;
};

Made from_connection_string(const Account& account) {
  if (!account.connection_key.empty()) {
    return SharedKey::create(account.name, account.connection_key, "connection string (account key)");
  }
  return SharedAccessSignature::create(account.connection_sas, "connection string (shared access signature)");
}

Made token_credential(std::string name, TokenRequest request, http::Client& client, http::RetryPolicy& retries) {
  return std::make_unique<TokenCredential>(
      std::move(name), [request = std::move(request), &client, &retries](const std::stop_token& stop) {
        return request(client, retries, stop);
      });
}

Made make(std::string_view name, const Settings& settings, const Account& account, http::Client& client,
          http::RetryPolicy& retries) {
  if (name == "connection_string") return from_connection_string(account);
  if (name == "account_key") return SharedKey::create(account.name, settings.account_key, "account key");
  if (name == "sas") return SharedAccessSignature::create(settings.sas_token, "shared access signature");
  if (name == "client_secret") {
    return token_credential("client secret", client_secret_request(settings), client, retries);
  }
  if (name == "workload_identity") {
    return token_credential("workload identity", workload_identity_request(settings), client, retries);
  }
  return token_credential("managed identity", managed_identity_request(settings), client, retries);
}

}  // namespace

Result<std::unique_ptr<Credential>> choose_credential(const Settings& settings, const Account& account,
                                                      http::Client& client, http::RetryPolicy& retries) {
  const bool is_registered = !settings.tenant_id.empty() && !settings.client_id.empty();
  const std::array<Candidate, 6> candidates = {{
      {"connection_string", !settings.connection_string.empty(), "AZURE_STORAGE_CONNECTION_STRING"},
      {"account_key", !settings.account_key.empty(), "AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY"},
      {"sas", !settings.sas_token.empty(), "AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_SAS_TOKEN"},
      {"client_secret", is_registered && !settings.client_secret.empty(),
       "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET"},
      {"workload_identity", is_registered && !settings.federated_token_file.empty(),
       "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE"},
      {"managed_identity", true, ""},
  }};
  for (const auto& candidate : candidates) {
    if (settings.credential != "auto" && settings.credential != candidate.name) continue;
    if (candidate.is_there) return make(candidate.name, settings, account, client, retries);
    if (settings.credential == candidate.name) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("azure.credential is {}, which needs {}", candidate.name, candidate.needs),
                  "azure_configuration");
    }
  }
  return fail(ErrorCode::invalid_argument, fmt::format("azure.credential {} is not known", settings.credential),
              "azure_configuration");
}

}  // namespace edify::source::azure
