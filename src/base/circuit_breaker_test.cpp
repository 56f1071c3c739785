#include "base/circuit_breaker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace edify {
namespace {

using std::chrono::milliseconds;

constexpr CircuitBreakerOptions three_failures{.failures = 3, .rest = milliseconds(1000)};
const auto start = CircuitBreaker::Clock::time_point(std::chrono::hours(1));

void fail_three_times(CircuitBreaker& breaker) {
  EXPECT_FALSE(breaker.failed(start));
  EXPECT_FALSE(breaker.failed(start));
  EXPECT_TRUE(breaker.failed(start)) << "this one opens it";
}

TEST(CircuitBreaker, OpensAfterFailuresInARow) {
  CircuitBreaker breaker(three_failures);
  breaker.failed(start);
  breaker.failed(start);
  breaker.succeeded();
  breaker.failed(start);
  breaker.failed(start);
  EXPECT_TRUE(breaker.allows(start)) << "they were not in a row";
  breaker.failed(start);
  EXPECT_FALSE(breaker.allows(start));
  EXPECT_TRUE(breaker.is_open());
}

TEST(CircuitBreaker, LetsOneProbeThroughARest) {
  CircuitBreaker breaker(three_failures);
  fail_three_times(breaker);
  EXPECT_FALSE(breaker.allows(start + milliseconds(999)));
  EXPECT_TRUE(breaker.allows(start + milliseconds(1000)));
  EXPECT_FALSE(breaker.allows(start + milliseconds(1001))) << "a probe is under way";
  EXPECT_TRUE(breaker.allows(start + milliseconds(2000))) << "nobody heard of the first probe again";
}

TEST(CircuitBreaker, ClosesWhenAProbeSucceedsAndRestsAgainWhenItFails) {
  CircuitBreaker breaker(three_failures);
  fail_three_times(breaker);
  ASSERT_TRUE(breaker.allows(start + milliseconds(1000)));
  EXPECT_FALSE(breaker.failed(start + milliseconds(1500))) << "it was open already";
  EXPECT_FALSE(breaker.allows(start + milliseconds(2400)));
  ASSERT_TRUE(breaker.allows(start + milliseconds(2500)));
  breaker.succeeded();
  EXPECT_FALSE(breaker.is_open());
  EXPECT_TRUE(breaker.allows(start + milliseconds(2500)));
  breaker.failed(start + milliseconds(2500));
  EXPECT_TRUE(breaker.allows(start + milliseconds(2500))) << "the count begins again";
}

TEST(CircuitBreaker, GivesOneOfManyThreadsTheProbe) {
  CircuitBreaker breaker(three_failures);
  fail_three_times(breaker);
  std::atomic<int> probes{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        if (breaker.allows(start + milliseconds(1000))) ++probes;
      });
    }
  }
  EXPECT_EQ(probes, 1);
}

}  // namespace
}  // namespace edify
