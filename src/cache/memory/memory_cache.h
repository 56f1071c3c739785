// The cache of one process: least recently used entries leave first, and the bytes are bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/cache.h"

namespace edify::cache {

// Thread-safe. Keys are spread over shards, each with its own lock, so that readers seldom wait for each other.
class MemoryCache final : public Cache {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // `max_bytes` bounds keys, values and bookkeeping together; an entry that does not fit a shard is not kept.
  explicit MemoryCache(std::size_t max_bytes, Clock clock = std::chrono::steady_clock::now);
  ~MemoryCache() override;

  std::optional<std::string> get(std::string_view key) override;
  void put(std::string_view key, std::string value, std::chrono::seconds time_to_live) override;
  void erase(std::string_view key) override;
  bool available() override { return true; }

  // Bytes in use, never above max_bytes.
  std::size_t size_bytes() const;

 private:
  class Shard;
  Shard& shard_of(std::string_view key) const;

  Clock clock_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace edify::cache
