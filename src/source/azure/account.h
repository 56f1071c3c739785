// A storage account: its endpoints, and the secret that a connection string may bring along.
// Format: https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
#pragma once

#include <string>

#include "base/error.h"
#include "base/secret.h"
#include "http/url.h"
#include "source/azure/settings.h"

namespace edify::source::azure {

struct Account {
  std::string name;
  http::Endpoint blob;
  http::Endpoint queue;
  // From a connection string; empty where there is none, or it has none.
  Secret connection_key;
  Secret connection_sas;
};

// Errors: invalid_argument, naming the part that is missing or wrong and never its value.
Result<Account> account_of(const Settings& settings);

}  // namespace edify::source::azure
