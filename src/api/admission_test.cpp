#include "api/admission.h"

#include <gtest/gtest.h>

namespace edify::api {
namespace {

using std::chrono::milliseconds;

constexpr Admission::Options two_workers{.workers = 2, .queued = 100, .max_delay = milliseconds(100)};
const auto start = Admission::Clock::time_point(std::chrono::hours(1));

// Everybody served so far took this long.
void learn(Admission& admission, milliseconds service_time) {
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(admission.enter(start));
    admission.begin(start);
    admission.leave(service_time);
  }
}

int enter_all(Admission& admission, int most) {
  int entered = 0;
  while (entered < most && admission.enter(start)) ++entered;
  return entered;
}

TEST(Admission, LetsInWhomItCanServeInTime) {
  Admission admission(two_workers);
  learn(admission, milliseconds(20));
  admission.begin(start);
  // 2 run; the n-th in line waits n × 20 ms ÷ 2.
  EXPECT_NEAR(enter_all(admission, 1000), 2 + 10, 1);
  EXPECT_FALSE(admission.is_open(start));
  admission.leave(milliseconds(20));
  EXPECT_TRUE(admission.enter(start)) << "one left, one may come";
  EXPECT_FALSE(admission.enter(start));
}

TEST(Admission, HasALongerLineWhereServiceIsQuick) {
  Admission admission(two_workers);
  learn(admission, milliseconds(4));
  admission.begin(start);
  EXPECT_NEAR(enter_all(admission, 1000), 2 + 50, 2);
}

TEST(Admission, IsBoundedHoweverQuickServiceIs) {
  Admission admission(two_workers);
  learn(admission, milliseconds(0));
  admission.begin(start);
  EXPECT_EQ(enter_all(admission, 1000), 102);
}

TEST(Admission, ClosesALineThatDoesNotMove) {
  Admission admission(two_workers);
  learn(admission, milliseconds(1));
  admission.begin(start);
  ASSERT_TRUE(admission.enter(start));
  ASSERT_TRUE(admission.enter(start));
  ASSERT_TRUE(admission.enter(start + milliseconds(500))) << "nobody is in line yet";
  EXPECT_FALSE(admission.enter(start + milliseconds(500)));
  admission.begin(start + milliseconds(501));
  EXPECT_TRUE(admission.enter(start + milliseconds(502)));
}

TEST(Admission, TakesABurstAfterAPause) {
  Admission admission(two_workers);
  learn(admission, milliseconds(1));
  const auto later = start + std::chrono::hours(1);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(admission.enter(later)) << i << ": no worker has had time to begin";
}

TEST(Admission, LetsAWorkerThatIsFreeWorkHoweverSlowServiceWas) {
  Admission admission(two_workers);
  learn(admission, milliseconds(5000));
  EXPECT_EQ(enter_all(admission, 1000), 2);
}

TEST(Admission, TellsNobodyToWaitWhileAWorkerIsFree) {
  Admission admission(two_workers);
  EXPECT_EQ(admission.expected_wait(), milliseconds(0));
  ASSERT_TRUE(admission.enter(start));
  ASSERT_TRUE(admission.enter(start));
  EXPECT_GT(admission.expected_wait(), milliseconds(0));
}

}  // namespace
}  // namespace edify::api
