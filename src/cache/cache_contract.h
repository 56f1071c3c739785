// What every Cache must do. An implementation's test gives a harness and instantiates the suite:
//
//   struct MyHarness {
//     Cache& cache();
//     void let_pass(std::chrono::seconds time);  // for the cache's clock
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(My, CacheContract, MyHarness);
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "cache/cache.h"

namespace edify::cache {

template <typename Harness>
class CacheContract : public testing::Test {
 protected:
  static constexpr std::chrono::seconds hour{3600};
  Cache& cache() { return harness_.cache(); }
  Harness harness_;
};

TYPED_TEST_SUITE_P(CacheContract);

TYPED_TEST_P(CacheContract, FindsWhatWasPutAndNothingElse) {
  EXPECT_EQ(this->cache().get("key"), std::nullopt);
  this->cache().put("key", "value", this->hour);
  EXPECT_EQ(this->cache().get("key"), "value");
  EXPECT_EQ(this->cache().get("key2"), std::nullopt);
  EXPECT_EQ(this->cache().get("ke"), std::nullopt);
  EXPECT_EQ(this->cache().get(""), std::nullopt);
}

TYPED_TEST_P(CacheContract, KeepsTheLastValueOfAKey) {
  this->cache().put("key", "old", this->hour);
  this->cache().put("key", "new and longer", this->hour);
  EXPECT_EQ(this->cache().get("key"), "new and longer");
}

TYPED_TEST_P(CacheContract, KeepsAnyBytes) {
  const std::string bytes("\0\r\n\xff\x80 text", 10);
  this->cache().put(bytes, bytes, this->hour);
  EXPECT_EQ(this->cache().get(bytes), bytes);
  this->cache().put("empty", "", this->hour);
  EXPECT_EQ(this->cache().get("empty"), "");
}

TYPED_TEST_P(CacheContract, ForgetsWhatIsErased) {
  this->cache().put("key", "value", this->hour);
  this->cache().erase("key");
  this->cache().erase("never there");
  EXPECT_EQ(this->cache().get("key"), std::nullopt);
}

TYPED_TEST_P(CacheContract, ForgetsWhatHasOutlivedItsTime) {
  this->cache().put("short", "value", std::chrono::seconds(2));
  this->cache().put("long", "value", this->hour);
  EXPECT_EQ(this->cache().get("short"), "value");
  this->harness_.let_pass(std::chrono::seconds(3));
  EXPECT_EQ(this->cache().get("short"), std::nullopt);
  EXPECT_EQ(this->cache().get("long"), "value");
}

TYPED_TEST_P(CacheContract, StartsTheTimeAnewWithEachPut) {
  this->cache().put("key", "old", std::chrono::seconds(2));
  this->cache().put("key", "new", this->hour);
  this->harness_.let_pass(std::chrono::seconds(3));
  EXPECT_EQ(this->cache().get("key"), "new");
}

TYPED_TEST_P(CacheContract, IsAvailable) { EXPECT_TRUE(this->cache().available()); }

TYPED_TEST_P(CacheContract, NeverMixesKeysUnderConcurrentUse) {
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([this, t, &wrong] {
        for (int i = 0; i < 500; ++i) {
          const std::string key = "key" + std::to_string((i + t) % 20);
          this->cache().put(key, key + key, this->hour);
          const auto value = this->cache().get(key);
          if (value && *value != key + key) ++wrong;
          if (i % 7 == 0) this->cache().erase(key);
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

REGISTER_TYPED_TEST_SUITE_P(CacheContract, FindsWhatWasPutAndNothingElse, KeepsTheLastValueOfAKey, KeepsAnyBytes,
                            ForgetsWhatIsErased, ForgetsWhatHasOutlivedItsTime, StartsTheTimeAnewWithEachPut,
                            IsAvailable, NeverMixesKeysUnderConcurrentUse);

}  // namespace edify::cache
