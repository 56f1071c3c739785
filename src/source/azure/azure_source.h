// A container of Azure Blob Storage as a source.
//
// Listing goes page by page; memory holds one page. Reading is one ranged request a read, bound to the ETag of the
// listing, so that bytes of two versions never mix. What stays away after the retries, and what the account refuses, is
// an Error with source::unreachable_reason, about which no document is to blame. Thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "http/retry_policy.h"
#include "source/azure/settings.h"
#include "source/azure/storage_client.h"
#include "source/source.h"

namespace edify::source::azure {

// What the credential lets us do in the container, for `edify doctor`.
struct Permissions {
  bool may_read = false;
  bool may_read_tags = false;
  bool is_empty = false;  // nothing there to try reading
};

class AzureSource : public Source {
 public:
  // Sends nothing. A stop request ends every call soon. Errors: invalid_argument.
  static Result<std::unique_ptr<AzureSource>> open(const Settings& settings, std::string container,
                                                   std::stop_token stop = {},
                                                   http::RetryHooks hooks = http::RetryHooks::real());

  Result<void> list(std::string_view prefix, const ListingVisitor& visit) override;
  Result<SourceObject> find(const std::string& path) override;
  Result<std::unique_ptr<RangeReader>> open(const SourceObject& object) override;
  // Every read is bound to the ETag: to look first would be a request for nothing.
  Result<std::unique_ptr<RangeReader>> reopen(const SourceObject& known) override { return open(known); }
  // "azure:https://ACCOUNT.blob.core.windows.net/CONTAINER"
  std::string description() const override;

  // Lists one blob and reads a byte of it. Errors: unavailable where listing is refused or nobody answers.
  Result<Permissions> examine();
  std::string credential() const { return client_->credential(); }
  Traffic traffic() const override { return client_->traffic(); }

 private:
  AzureSource(std::unique_ptr<StorageClient> client, std::string container, std::chrono::seconds blob_timeout)
      : client_(std::move(client)), container_(std::move(container)), blob_timeout_(blob_timeout) {}

  Result<http::Response> list_page(std::string_view prefix, const std::string& marker, bool& with_tags,
                                   std::string_view page_size);
  Result<void> add_tags(SourceObject& object);

  const std::unique_ptr<StorageClient> client_;
  const std::string container_;
  const std::chrono::seconds blob_timeout_;
};

}  // namespace edify::source::azure
