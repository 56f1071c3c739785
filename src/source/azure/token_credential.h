// A bearer token of Microsoft Entra ID, kept until shortly before it ends.
//
// Five minutes before its end the next request asks for a new one, the others go on with the old one; where that fails,
// the old one serves until it ends. One request for a token at a time. Thread-safe.
// Protocol: https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/secret.h"
#include "source/azure/credential.h"

namespace edify::source::azure {

struct AccessToken {
  Secret text;
  std::chrono::system_clock::time_point expires;
};

class TokenCredential : public Credential {
 public:
  using Fetch = std::function<Result<AccessToken>(const std::stop_token& stop)>;
  using Now = std::function<std::chrono::system_clock::time_point()>;

  TokenCredential(std::string name, Fetch fetch, Now now = std::chrono::system_clock::now);

  // Errors: invalid_argument where the token would travel in the clear; those of the fetch.
  Result<void> authorize(Draft& draft, const std::stop_token& stop) override;
  bool renew() override;
  std::string description() const override { return name_; }

 private:
  Result<Secret> current(const std::stop_token& stop);

  const std::string name_;
  const Fetch fetch_;
  const Now now_;
  std::mutex mutex_;
  std::condition_variable_any fetched_;
  bool is_fetching_ = false;
  std::optional<AccessToken> token_;
  std::chrono::system_clock::time_point next_fetch_{};  // not before, after one that failed
};

}  // namespace edify::source::azure
