// Which credential is used: the one that the settings name, or the first that is there, in the order of Azure's own
// DefaultAzureCredential with the storage account's secrets before it: connection string, account key, shared access
// signature, client secret, workload identity, managed identity.
#pragma once

#include <memory>

#include "base/error.h"
#include "http/client.h"
#include "http/retry_policy.h"
#include "source/azure/account.h"
#include "source/azure/credential.h"
#include "source/azure/settings.h"

namespace edify::source::azure {

// Sends nothing. `client` and `retries` outlive the credential. Errors: invalid_argument, naming what is missing.
Result<std::unique_ptr<Credential>> choose_credential(const Settings& settings, const Account& account,
                                                      http::Client& client, http::RetryPolicy& retries);

}  // namespace edify::source::azure
