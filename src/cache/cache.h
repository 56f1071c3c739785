// A bounded key → bytes cache. An implementation a folder: memory/ (redis/ later); one contract suite for all.
// A cache that is away or full only makes things slower: get() then finds nothing and put() does nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edify::cache {

// Thread-safe.
class Cache {
 public:
  virtual ~Cache() = default;

  // Nothing where the key is absent or older than its time to live.
  virtual std::optional<std::string> get(std::string_view key) = 0;
  virtual void put(std::string_view key, std::string value, std::chrono::seconds time_to_live) = 0;
  virtual void erase(std::string_view key) = 0;
  // False while the cache cannot be reached.
  virtual bool available() = 0;
};

}  // namespace edify::cache
