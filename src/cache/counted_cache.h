// A Cache that counts what the one behind it found. Thread-safe as that is.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "cache/cache.h"

namespace edify::cache {

struct CacheCounts {
  std::atomic<std::uint64_t> hits{0};
  std::atomic<std::uint64_t> misses{0};
};

// Both outlive it.
class CountedCache final : public Cache {
 public:
  CountedCache(Cache& behind, CacheCounts& counts) : behind_(behind), counts_(counts) {}

  std::optional<std::string> get(std::string_view key) override {
    auto value = behind_.get(key);
    (value ? counts_.hits : counts_.misses).fetch_add(1, std::memory_order_relaxed);
    return value;
  }
  void put(std::string_view key, std::string value, std::chrono::seconds time_to_live) override {
    behind_.put(key, std::move(value), time_to_live);
  }
  void erase(std::string_view key) override { behind_.erase(key); }
  bool available() override { return behind_.available(); }

 private:
  Cache& behind_;
  CacheCounts& counts_;
};

}  // namespace edify::cache
