// One blob, read by ranges. Protocol: https://learn.microsoft.com/rest/api/storageservices/get-blob
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "model/document.h"
#include "model/range_reader.h"
#include "source/azure/storage_client.h"

namespace edify::source::azure {

// Used by one thread at a time; `client` outlives it. Every read is one ranged request with If-Match on the listed
// ETag; its length is checked, and its MD5 where the service answers one.
class BlobReader : public RangeReader {
 public:
  // `time` is what all reads together may take; then they fail with unavailable ("slow_blob").
  BlobReader(StorageClient& client, std::string container, SourceObject object, std::chrono::nanoseconds time)
      : client_(client), container_(std::move(container)), object_(std::move(object)), time_left_(time) {}

  std::uint64_t size() const override { return object_.size; }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override;

 private:
  StorageClient& client_;
  std::string container_;
  SourceObject object_;
  std::chrono::nanoseconds time_left_;
};

}  // namespace edify::source::azure
