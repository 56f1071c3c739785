// What decides which account is read, and with which credential. Plain values, filled by app/ from the configuration
// and the environment; the secrets come from the environment alone.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/secret.h"

namespace edify::source::azure {

struct Settings {
  std::string account;   // "" where the connection string or the endpoint says it
  std::string endpoint;  // "" : https://ACCOUNT.blob.core.windows.net
  // auto, connection_string, account_key, sas, client_secret, workload_identity, managed_identity
  std::string credential = "auto";
  std::string event_queue;        // a queue's name; "": none
  std::filesystem::path ca_file;  // authorities to trust beside the system's; "": none

  std::chrono::seconds connect_timeout{10};
  std::chrono::seconds request_timeout{60};  // of one request, and more for a long range
  std::chrono::seconds read_timeout{300};    // of one read with all its retries
  // Of all reads of one blob, and a second more for each 64 KB that it has: a service that trickles holds no place for
  // hours.
  std::chrono::seconds blob_timeout{900};

  Secret connection_string;
  Secret account_key;
  Secret sas_token;
  Secret client_secret;
  Secret identity_header;
  std::string tenant_id;
  std::string client_id;
  std::string authority_host = "https://login.microsoftonline.com";
  std::filesystem::path federated_token_file;
  std::string identity_endpoint;                             // of App Service and its like
  std::string instance_metadata = "http://169.254.169.254";  // of virtual machines
};

}  // namespace edify::source::azure
