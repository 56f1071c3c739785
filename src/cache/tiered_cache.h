// A near cache before a far one: what the far one finds is near for a while. Both outlive it. Thread-safe as they are.
#pragma once

#include <algorithm>
#include <utility>

#include "cache/cache.h"

namespace edify::cache {

class TieredCache final : public Cache {
 public:
  // `near_time`: how long a copy of the far cache's entry is used, since it may be erased there meanwhile.
  TieredCache(Cache& near, Cache& far, std::chrono::seconds near_time = std::chrono::seconds(60))
      : near_(near), far_(far), near_time_(near_time) {}

  std::optional<std::string> get(std::string_view key) override {
    if (auto value = near_.get(key)) return value;
    auto value = far_.get(key);
    if (value) near_.put(key, *value, near_time_);
    return value;
  }
  void put(std::string_view key, std::string value, std::chrono::seconds time_to_live) override {
    near_.put(key, value, std::min(time_to_live, near_time_));
    far_.put(key, std::move(value), time_to_live);
  }
  void erase(std::string_view key) override {
    near_.erase(key);
    far_.erase(key);
  }
  // The near one is memory; what can be away is the far one.
  bool available() override { return far_.available(); }

 private:
  Cache& near_;
  Cache& far_;
  std::chrono::seconds near_time_;
};

}  // namespace edify::cache
