#include "ingest/memory_pressure.h"

#include <gtest/gtest.h>

#include "ingest/download_slots.h"

namespace edify::ingest {
namespace {

TEST(MemoryPressure, HalvesTheBudgetOverTheThresholdAndGrowsItBackUnderTheLowerOne) {
  constexpr std::uint64_t configured = 200;
  EXPECT_EQ(next_limit(200, configured, 0.81), 100U);
  EXPECT_EQ(next_limit(100, configured, 0.95), 50U);
  EXPECT_EQ(next_limit(25, configured, 0.95), 25U) << "an eighth is left, so that work goes on";
  EXPECT_EQ(next_limit(100, configured, 0.78), 100U) << "no flutter between the thresholds";
  EXPECT_EQ(next_limit(100, configured, 0.5), 150U);
  EXPECT_EQ(next_limit(190, configured, 0.5), 200U);
}

TEST(MemoryPressure, ReadsWhatTheKernelSays) {
  EXPECT_DOUBLE_EQ(used_share("MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    250 kB\n").value(),
                   0.75);
  EXPECT_FALSE(used_share("MemTotal: 1000 kB\n").has_value());
  EXPECT_FALSE(used_share("").has_value());
  const auto now = used_share_now();
  ASSERT_TRUE(now.has_value());
  EXPECT_GT(*now, 0);
  EXPECT_LE(*now, 1);
}

TEST(DownloadSlots, FollowTheParsersBetweenFiveAndTen) {
  EXPECT_EQ(next_downloads(5, 100, 0, 2), 6U) << "parsers starve";
  EXPECT_EQ(next_downloads(10, 100, 0, 2), 10U);
  EXPECT_EQ(next_downloads(8, 100, 5, 2), 7U) << "enough is ready";
  EXPECT_EQ(next_downloads(5, 100, 50, 2), 5U);
  EXPECT_EQ(next_downloads(7, 0, 0, 2), 7U) << "nothing left to download";
}

}  // namespace
}  // namespace edify::ingest
