// A RangeReader that several threads may call: the document's own conversation and those of its helpers.
#pragma once

#include <mutex>

#include "model/range_reader.h"

namespace edify::parse {

// `reader` must outlive it, and is called by one thread at a time.
class GuardedReader final : public RangeReader {
 public:
  explicit GuardedReader(RangeReader& reader) : reader_(reader), size_(reader.size()) {}

  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    const std::scoped_lock lock(mutex_);
    return reader_.read(offset, out);
  }

 private:
  RangeReader& reader_;
  const std::uint64_t size_;
  std::mutex mutex_;
};

}  // namespace edify::parse
