// Signs requests with the account's key.
// Protocol: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key (Blob and Queue services,
// version 2015-02-21 and later: an empty Content-Length for a body of no bytes).
#pragma once

#include <string>

#include "base/secret.h"
#include "source/azure/credential.h"

namespace edify::source::azure {

// What is signed: the verb, some headers, the x-ms-* headers and the resource.
std::string string_to_sign(const Draft& draft, const std::string& account);

class SharedKey : public Credential {
 public:
  // The key as the portal shows it, in base64. Errors: invalid_argument where it is not.
  static Result<std::unique_ptr<SharedKey>> create(std::string account, const Secret& key, std::string name);

  Result<void> authorize(Draft& draft, const std::stop_token& stop) override;
  std::string description() const override { return name_; }

 private:
  SharedKey(std::string account, Secret key, std::string name)
      : account_(std::move(account)), key_(std::move(key)), name_(std::move(name)) {}

  std::string account_;
  Secret key_;  // bytes
  std::string name_;
};

}  // namespace edify::source::azure
