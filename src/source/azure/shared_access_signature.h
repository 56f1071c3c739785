// A shared access signature: a query that somebody with the key has signed, added to every request.
// Protocol: https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature
#pragma once

#include <string>

#include "base/secret.h"
#include "source/azure/credential.h"

namespace edify::source::azure {

class SharedAccessSignature : public Credential {
 public:
  // "sv=…&sig=…", with or without a question mark. Errors: invalid_argument where it has no signature.
  static Result<std::unique_ptr<SharedAccessSignature>> create(const Secret& token, std::string name);

  // Errors: invalid_argument where it would travel in the clear.
  Result<void> authorize(Draft& draft, const std::stop_token& stop) override;
  std::string description() const override;

 private:
  std::vector<std::pair<std::string, Secret>> fields_;
  std::string name_;
  std::string expiry_;  // as it is written in it, or ""
};

}  // namespace edify::source::azure
