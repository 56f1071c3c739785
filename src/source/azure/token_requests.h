// How each kind of identity gets a token for Azure Storage.
//   client secret, workload identity: OAuth 2.0 client credentials,
//     https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
//   managed identity: the instance metadata service, or the endpoint that App Service and its like name,
//     https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
//     https://learn.microsoft.com/azure/app-service/overview-managed-identity
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

#include "http/client.h"
#include "http/retry_policy.h"
#include "source/azure/settings.h"
#include "source/azure/token_credential.h"

namespace edify::source::azure {

// Asks for one token, with retries. Errors: unavailable, saying what the service's own word for it is.
using TokenRequest = std::function<Result<AccessToken>(http::Client&, http::RetryPolicy&, const std::stop_token&)>;

TokenRequest client_secret_request(const Settings& settings);
// Reads the federated token's file at every request, since what writes it replaces it.
TokenRequest workload_identity_request(const Settings& settings);
TokenRequest managed_identity_request(const Settings& settings);

// A token service's JSON answer. Errors: unavailable where it is none.
Result<AccessToken> parse_token_answer(std::string_view json, std::chrono::system_clock::time_point now);

}  // namespace edify::source::azure
