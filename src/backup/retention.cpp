#include "backup/retention.h"

#include <chrono>
#include <functional>

namespace edify::backup {
namespace {

using Times = std::set<UnixSeconds, std::greater<>>;  // the newest first
using std::chrono::sys_days;

sys_days day_of(UnixSeconds time) { return std::chrono::floor<std::chrono::days>(time); }

sys_days monday_of(UnixSeconds time) {
  const sys_days day = day_of(time);
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

sys_days first_of_month(UnixSeconds time) {
  const std::chrono::year_month_day date(day_of(time));
  return sys_days(date.year() / date.month() / 1);
}

// The newest of each of the last `count` periods that have one.
void keep_newest(const Times& times, std::uint32_t count, sys_days (*period_of)(UnixSeconds),
                 std::set<UnixSeconds>& kept) {
  std::set<sys_days> seen;
  for (const UnixSeconds time : times) {
    if (seen.size() == count) return;
    if (seen.insert(period_of(time)).second) kept.insert(time);
  }
}

}  // namespace

std::set<UnixSeconds> times_to_keep(std::span<const UnixSeconds> times, const Retention& retention) {
  const Times newest_first(times.begin(), times.end());
  std::set<UnixSeconds> kept;
  if (!newest_first.empty()) kept.insert(*newest_first.begin());
  keep_newest(newest_first, retention.daily, day_of, kept);
  keep_newest(newest_first, retention.weekly, monday_of, kept);
  keep_newest(newest_first, retention.monthly, first_of_month, kept);
  return kept;
}

}  // namespace edify::backup
