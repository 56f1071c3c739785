#include "backup/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/document.h"

namespace edify::backup {
namespace {

using namespace std::chrono_literals;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

UnixSeconds at(int y, unsigned m, unsigned d, int hour = 2) {
  return sys_days(year(y) / month(m) / std::chrono::day(d)) + std::chrono::hours(hour);
}

// One a night until `last`.
std::vector<UnixSeconds> nights(UnixSeconds last, int count) {
  std::vector<UnixSeconds> times;
  for (int i = 0; i < count; ++i) times.push_back(last - std::chrono::days(i));
  return times;
}

TEST(Retention, KeepsTheLastDaysWeeksAndMonths) {
  // A Monday. Two years of nights.
  const auto kept = times_to_keep(nights(at(2026, 11, 23), 730), {.daily = 7, .weekly = 4, .monthly = 12});
  const std::vector<UnixSeconds> expected = {
      at(2025, 12, 31), at(2026, 1, 31),  at(2026, 2, 28),  at(2026, 3, 31),  at(2026, 4, 30),  at(2026, 5, 31),
      at(2026, 6, 30),  at(2026, 7, 31),  at(2026, 8, 31),  at(2026, 9, 30),  at(2026, 10, 31),  // months
      at(2026, 11, 8),  at(2026, 11, 15),                                                        // weeks' Sundays
      at(2026, 11, 17), at(2026, 11, 18), at(2026, 11, 19), at(2026, 11, 20),                    // days
      at(2026, 11, 21), at(2026, 11, 22), at(2026, 11, 23)};
  EXPECT_THAT(kept, testing::ElementsAreArray(expected));
}

TEST(Retention, OfADayKeepsTheNewest) {
  const std::vector<UnixSeconds> times = {at(2026, 11, 23, 1), at(2026, 11, 23, 9), at(2026, 11, 22, 9)};
  EXPECT_THAT(times_to_keep(times, {.daily = 2, .weekly = 0, .monthly = 0}),
              testing::ElementsAre(at(2026, 11, 22, 9), at(2026, 11, 23, 9)));
}

TEST(Retention, CountsOnlyDaysThatHaveABackup) {
  const std::vector<UnixSeconds> times = {at(2026, 11, 1), at(2026, 11, 10), at(2026, 11, 23)};
  EXPECT_THAT(times_to_keep(times, {.daily = 2, .weekly = 0, .monthly = 0}),
              testing::ElementsAre(at(2026, 11, 10), at(2026, 11, 23)));
}

TEST(Retention, NeverLetsTheNewestGo) {
  const std::vector<UnixSeconds> times = {at(2020, 1, 1), at(2020, 1, 2)};
  EXPECT_THAT(times_to_keep(times, {.daily = 0, .weekly = 0, .monthly = 0}), testing::ElementsAre(at(2020, 1, 2)));
  EXPECT_TRUE(times_to_keep({}, {}).empty());
}

}  // namespace
}  // namespace edify::backup
