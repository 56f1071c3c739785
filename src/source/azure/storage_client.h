// Requests to the Blob and Queue services: version and date headers, authorization, retries, counters, and what their
// error answers mean. Protocol: https://learn.microsoft.com/rest/api/storageservices/
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "http/client.h"
#include "http/retry_policy.h"
#include "source/azure/account.h"
#include "source/azure/credential.h"
#include "source/azure/settings.h"
#include "source/azure/traffic.h"

namespace edify::source::azure {

struct StorageRequest {
  http::Method method = http::Method::get;
  std::string path;  // below the endpoint, decoded: "/container/a b.txt"
  http::Query query;
  http::Headers headers;  // lower-case names
  std::string body;
  std::size_t max_body = 1U << 20;
  std::span<std::byte> into;  // as http::Delivery's
  // Looks at a 2xx answer; an Error that may pass (a bad checksum) is tried again.
  std::function<Result<void>(const http::Response&)> check;
};

// Thread-safe.
class StorageClient {
 public:
  // Makes the credential that the settings ask for; nothing is sent. Errors: invalid_argument.
  // A request to `stop` ends every request and every wait.
  static Result<std::unique_ptr<StorageClient>> create(const Settings& settings, std::stop_token stop,
                                                       http::RetryHooks hooks = http::RetryHooks::real());

  // The last answer, whatever its status, or the Error of having none. After an Error of the whole source, reason is
  // source::unreachable_reason.
  Result<http::Response> send_to_blobs(const StorageRequest& request);
  Result<http::Response> send_to_queues(const StorageRequest& request);

  const Account& account() const { return account_; }
  // The credential in use, without secrets.
  std::string credential() const { return credential_->description(); }
  Traffic traffic() const { return traffic_.snapshot(); }

 private:
  StorageClient(Settings settings, Account account, std::unique_ptr<http::Client> client, std::stop_token stop,
                http::RetryHooks hooks);

  Result<http::Response> send(const http::Endpoint& endpoint, const StorageRequest& request);
  Result<http::Response> attempt(const http::Endpoint& endpoint, const StorageRequest& request);

  const Settings settings_;
  const Account account_;
  const std::unique_ptr<http::Client> client_;
  const std::stop_token stop_;
  http::RetryPolicy retries_;
  std::unique_ptr<Credential> credential_;
  TrafficCounter traffic_;
};

// The service's own word for what went wrong ("BlobNotFound"), or "".
std::string storage_error_code(const http::Response& response);

}  // namespace edify::source::azure
