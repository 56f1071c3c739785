#include "cache/memory/memory_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "cache/cache_contract.h"

namespace edify::cache {
namespace {

constexpr std::chrono::seconds hour{3600};

class MemoryHarness {
 public:
  Cache& cache() { return cache_; }
  void let_pass(std::chrono::seconds time) { now_ += time; }

 private:
  std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
  MemoryCache cache_{std::size_t{1} << 20U, [this] { return now_; }};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, CacheContract, MemoryHarness);

TEST(MemoryCache, StaysWithinItsBytesWhateverIsPut) {
  constexpr std::size_t max_bytes = 100'000;
  MemoryCache cache(max_bytes);
  for (int i = 0; i < 5'000; ++i) {
    cache.put("key" + std::to_string(i), std::string(static_cast<std::size_t>(i) % 3'000, 'v'), hour);
    ASSERT_LE(cache.size_bytes(), max_bytes);
  }
  EXPECT_GT(cache.size_bytes(), max_bytes / 2);
}

TEST(MemoryCache, CountsTheBookkeepingOfTinyEntries) {
  constexpr std::size_t max_bytes = 100'000;
  MemoryCache cache(max_bytes);
  int kept = 0;
  for (int i = 0; i < 10'000; ++i) cache.put(std::to_string(i), "", hour);
  for (int i = 0; i < 10'000; ++i) kept += cache.get(std::to_string(i)) ? 1 : 0;
  EXPECT_LT(kept, 700);
  EXPECT_GT(kept, 100);
}

TEST(MemoryCache, LetsTheLeastRecentlyUsedLeaveFirst) {
  MemoryCache cache(10'000);
  for (const char* key : {"a", "b", "c"}) cache.put(key, std::string(3'000, 'v'), hour);
  EXPECT_TRUE(cache.get("a"));
  cache.put("d", std::string(3'000, 'v'), hour);
  EXPECT_TRUE(cache.get("a"));
  EXPECT_FALSE(cache.get("b"));
  EXPECT_TRUE(cache.get("c"));
  EXPECT_TRUE(cache.get("d"));
}

TEST(MemoryCache, RefusesAnEntryThatCannotFitWithoutLosingTheOthers) {
  MemoryCache cache(10'000);
  cache.put("small", "value", hour);
  cache.put("large", std::string(20'000, 'v'), hour);
  EXPECT_FALSE(cache.get("large"));
  EXPECT_TRUE(cache.get("small"));
}

TEST(MemoryCache, DropsTheOldValueWhenTheNewOneCannotFit) {
  MemoryCache cache(10'000);
  cache.put("key", "old", hour);
  cache.put("key", std::string(20'000, 'v'), hour);
  EXPECT_FALSE(cache.get("key"));
}

TEST(MemoryCache, HoldsNothingWithNoBytes) {
  MemoryCache cache(0);
  cache.put("key", "value", hour);
  EXPECT_FALSE(cache.get("key"));
  EXPECT_EQ(cache.size_bytes(), 0U);
}

TEST(MemoryCache, GivesItsBytesBack) {
  MemoryCache cache(1'000'000);
  for (int i = 0; i < 100; ++i) cache.put(std::to_string(i), "value", hour);
  for (int i = 0; i < 100; ++i) cache.erase(std::to_string(i));
  EXPECT_EQ(cache.size_bytes(), 0U);
}

TEST(MemoryCache, StaysWithinItsBytesUnderConcurrentUseOfManyShards) {
  constexpr std::size_t max_bytes = std::size_t{64} << 20U;
  MemoryCache cache(max_bytes);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&cache, t] {
        for (int i = 0; i < 1'000; ++i) {
          cache.put(std::to_string(t * 1'000 + i), std::string(50'000, 'v'), hour);
          cache.get(std::to_string(i));
        }
      });
    }
  }
  EXPECT_LE(cache.size_bytes(), max_bytes);
  EXPECT_GT(cache.size_bytes(), max_bytes / 2);
}

}  // namespace
}  // namespace edify::cache
