// A document that is already in memory: a small file read whole, standard input, tests. Owns its bytes; one thread at a
// time.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "model/range_reader.h"

namespace edify {

class MemoryReader final : public RangeReader {
 public:
  explicit MemoryReader(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t size() const override { return bytes_.size(); }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= bytes_.size()) return 0;
    const std::size_t count = std::min<std::size_t>(out.size(), bytes_.size() - offset);
    std::memcpy(out.data(), bytes_.data() + offset, count);
    return count;
  }

 private:
  std::string bytes_;
};

}  // namespace edify
