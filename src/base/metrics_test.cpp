#include "base/metrics.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>
#include <vector>

namespace edify {
namespace {

using std::chrono::duration;

TEST(LatencyHistogram, PutsATimeIntoTheBucketWhoseBoundItReaches) {
  LatencyHistogram histogram;
  histogram.observe(duration<double>(0.0005));
  histogram.observe(duration<double>(0.001));  // bounds belong to their bucket
  histogram.observe(duration<double>(0.002));
  histogram.observe(duration<double>(60));
  const auto figures = histogram.read();
  EXPECT_EQ(figures.counts.front(), 2U);
  EXPECT_EQ(figures.counts[1], 1U);
  EXPECT_EQ(figures.counts.back(), 1U);
  EXPECT_EQ(figures.count, 4U);
  EXPECT_NEAR(figures.seconds, 60.0035, 1e-6);
}

TEST(LatencyHistogram, LosesNothingUnderConcurrentUse) {
  LatencyHistogram histogram;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) histogram.observe(duration<double>(i / 1000.0));
      });
    }
  }
  EXPECT_EQ(histogram.read().count, 4000U);
}

TEST(Stopwatch, ObservesOnce) {
  LatencyHistogram histogram;
  { const Stopwatch stopwatch(histogram); }
  EXPECT_EQ(histogram.read().count, 1U);
}

}  // namespace
}  // namespace edify
