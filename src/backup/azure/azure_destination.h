// A container of Azure Blob Storage, or a part of one, as the destination of backups.
//
// An object is written as blocks of 8 MB that become a blob at once, when the last is there; blocks of a writing that
// failed go after a week, by the service. Protocol:
// https://learn.microsoft.com/rest/api/storageservices/put-block-list. Thread-safe.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "backup/destination.h"
#include "http/retry_policy.h"
#include "source/azure/azure_source.h"
#include "source/azure/settings.h"
#include "source/azure/storage_client.h"

namespace edify::backup {

class AzureDestination : public Destination {
 public:
  // Sends nothing. `prefix`: of every blob's name, empty or with a '/' at its end. A stop request ends every call soon.
  // Errors: invalid_argument.
  static Result<std::unique_ptr<AzureDestination>> open(const source::azure::Settings& settings, std::string container,
                                                        std::string prefix, std::stop_token stop = {},
                                                        http::RetryHooks hooks = http::RetryHooks::real());

  Result<void> put(const std::string& name, const Produce& produce) override;
  Result<void> read(const std::string& name, const TakeBytes& take) override;
  Result<std::vector<StoredObject>> list(std::string_view prefix) override;
  Result<void> remove(const std::string& name) override;
  std::string description() const override;

 private:
  AzureDestination(std::unique_ptr<source::azure::StorageClient> client,
                   std::unique_ptr<source::azure::AzureSource> source, std::string container, std::string prefix)
      : client_(std::move(client)),
        source_(std::move(source)),
        container_(std::move(container)),
        prefix_(std::move(prefix)) {}

  Result<void> send_block(const std::string& name, const std::string& id, std::string body);
  Result<void> commit(const std::string& name, const std::string& block_list);
  Result<void> send(const std::string& name, source::azure::StorageRequest request);

  const std::unique_ptr<source::azure::StorageClient> client_;
  const std::unique_ptr<source::azure::AzureSource> source_;  // lists and reads
  const std::string container_;
  const std::string prefix_;
};

}  // namespace edify::backup
