#include "api/rate_limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace edify::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr RateLimit two_a_second{.per_second = 2, .burst = 5};
const auto start = RateLimiter::Clock::time_point(std::chrono::hours(1));

TEST(RateLimiter, AllowsABurstAndThenTheRate) {
  RateLimiter limiter;
  for (int i = 0; i < 5; ++i) {
    const auto decision = limiter.take("anna", two_a_second, start);
    EXPECT_TRUE(decision.allowed);
    EXPECT_EQ(decision.limit, 5);
    EXPECT_EQ(decision.remaining, 4 - i);
  }
  const auto refused = limiter.take("anna", two_a_second, start);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.reset, seconds(1)) << "of half a second, what a header can say";
  EXPECT_FALSE(limiter.take("anna", two_a_second, start + milliseconds(400)).allowed);
  EXPECT_TRUE(limiter.take("anna", two_a_second, start + milliseconds(500)).allowed);
  EXPECT_FALSE(limiter.take("anna", two_a_second, start + milliseconds(500)).allowed);
}

TEST(RateLimiter, CountsEachKeyAlone) {
  RateLimiter limiter;
  for (int i = 0; i < 5; ++i) limiter.take("anna", two_a_second, start);
  EXPECT_FALSE(limiter.take("anna", two_a_second, start).allowed);
  EXPECT_TRUE(limiter.take("ben", two_a_second, start).allowed);
}

TEST(RateLimiter, SavesUpNoMoreThanABurst) {
  RateLimiter limiter;
  limiter.take("anna", two_a_second, start);
  int allowed = 0;
  for (int i = 0; i < 20; ++i) allowed += limiter.take("anna", two_a_second, start + seconds(3600)).allowed ? 1 : 0;
  EXPECT_EQ(allowed, 5);
}

TEST(RateLimiter, AllowsEverythingWhereThereIsNoRate) {
  RateLimiter limiter;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.take("anna", {}, start).allowed);
  EXPECT_EQ(limiter.size(), 0U);
}

TEST(RateLimiter, RemembersABoundedNumberOfKeys) {
  RateLimiter limiter(1600);
  for (int i = 0; i < 100'000; ++i) limiter.take("user" + std::to_string(i), two_a_second, start);
  EXPECT_LE(limiter.size(), 1600U);
}

TEST(RateLimiter, KeepsItsCountUnderManyThreads) {
  RateLimiter limiter;
  std::atomic<int> allowed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 100; ++n) allowed += limiter.take("anna", two_a_second, start).allowed ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(allowed, 5);
}

}  // namespace
}  // namespace edify::api
