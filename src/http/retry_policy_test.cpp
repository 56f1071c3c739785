#include "http/retry_policy.h"

#include <gtest/gtest.h>

namespace edify::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// A clock that only sleeping moves.
struct Bench {
  std::chrono::steady_clock::time_point now{};
  std::vector<milliseconds> slept;
  double jitter = 1;
  std::stop_source stop;

  RetryHooks hooks() {
    return {.now = [this] { return now; },
            .wall_clock = [] { return std::chrono::sys_days(std::chrono::year(2026) / 1 / 1); },
            .sleep =
                [this](milliseconds time, const std::stop_token&) {
                  slept.push_back(time);
                  now += time;
                },
            .jitter = [this] { return jitter; }};
  }
};

Response with_status(unsigned status, std::string name = "", std::string value = "") {
  Response response;
  response.status = status;
  if (!name.empty()) response.headers.add(std::move(name), std::move(value));
  return response;
}

int attempts_of(const Result<Response>& outcome) {
  Bench bench;
  RetryPolicy policy({}, bench.hooks());
  int count = 0;
  (void)policy.run([&] { return ++count, outcome; }, 1h, {});
  return count;
}

TEST(RetryPolicy, TriesAgainWhatPassesAndNothingElse) {
  for (const unsigned status : {408U, 429U, 500U, 502U, 503U, 504U}) EXPECT_EQ(attempts_of(with_status(status)), 6);
  for (const unsigned status : {200U, 206U, 304U, 400U, 401U, 403U, 404U, 409U, 412U, 416U, 501U}) {
    EXPECT_EQ(attempts_of(with_status(status)), 1) << status;
  }
  for (const auto reason : {connection_reason, timeout_reason, short_body_reason, name_reason, protocol_reason}) {
    EXPECT_EQ(attempts_of(fail(ErrorCode::unavailable, "x", std::string(reason))), 6) << reason;
  }
  for (const auto reason : {tls_reason, cancelled_reason}) {
    EXPECT_EQ(attempts_of(fail(ErrorCode::unavailable, "x", std::string(reason))), 1) << reason;
  }
  EXPECT_EQ(attempts_of(fail(ErrorCode::invalid_argument, "x")), 1);
}

TEST(RetryPolicy, WaitsTwiceAsLongEachTimeAndARandomShareOfIt) {
  Bench bench;
  RetryPolicy policy({}, bench.hooks());
  (void)policy.run([] { return with_status(503); }, 1h, {});
  EXPECT_EQ(bench.slept, (std::vector<milliseconds>{500ms, 1s, 2s, 4s, 8s}));
  bench.slept.clear();
  bench.jitter = 0.25;
  (void)policy.run([] { return with_status(503); }, 1h, {});
  EXPECT_EQ(bench.slept, (std::vector<milliseconds>{125ms, 250ms, 500ms, 1s, 2s}));
}

TEST(RetryPolicy, WaitsAtLeastWhatTheServerAsksFor) {
  const auto now = std::chrono::system_clock::time_point(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
  EXPECT_EQ(requested_delay(with_status(503, "Retry-After", "7"), now), 7s);
  EXPECT_EQ(requested_delay(with_status(503, "x-ms-retry-after-ms", "250"), now), 250ms);
  EXPECT_EQ(requested_delay(with_status(503, "Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT"), now), 9s);
  EXPECT_EQ(requested_delay(with_status(503, "Retry-After", "Wed, 31 Dec 2025 00:00:00 GMT"), now), 0s);
  EXPECT_EQ(requested_delay(with_status(503, "Retry-After", "soon"), now), std::nullopt);
  EXPECT_EQ(requested_delay(with_status(503, "Retry-After", "-1"), now), std::nullopt);
  EXPECT_EQ(requested_delay(with_status(503), now), std::nullopt);
  Bench bench;
  bench.jitter = 0;
  RetryPolicy policy({}, bench.hooks());
  int count = 0;
  EXPECT_TRUE(policy.run([&] { return ++count == 1 ? with_status(503, "Retry-After", "3") : with_status(200); }, 1h, {})
                  .has_value());
  EXPECT_EQ(bench.slept, (std::vector<milliseconds>{3s}));
}

TEST(RetryPolicy, DoesNotWaitBeyondItsTimeLimit) {
  Bench bench;
  RetryPolicy policy({}, bench.hooks());
  int count = 0;
  const auto outcome = policy.run([&] { return ++count, with_status(503, "Retry-After", "600"); }, 5min, {});
  EXPECT_EQ(count, 1);
  EXPECT_EQ(outcome->status, 503U);
  EXPECT_TRUE(bench.slept.empty());
}

TEST(RetryPolicy, AnOutageCostsTheBudgetAndThenOneAttemptEach) {
  Bench bench;
  RetryPolicy policy({.budget = 7}, bench.hooks());
  int count = 0;
  for (int i = 0; i < 20; ++i) (void)policy.run([&] { return ++count, with_status(503); }, 1h, {});
  EXPECT_EQ(count, 20 + 7);
  for (int i = 0; i < 8; ++i) (void)policy.run([] { return with_status(200); }, 1h, {});
  EXPECT_DOUBLE_EQ(policy.budget_left(), 2);
  for (int i = 0; i < 100; ++i) (void)policy.run([] { return with_status(200); }, 1h, {});
  EXPECT_DOUBLE_EQ(policy.budget_left(), 7);
}

TEST(RetryPolicy, EndsAtOnceOnAStopRequest) {
  Bench bench;
  auto hooks = bench.hooks();
  hooks.sleep = [&](milliseconds, const std::stop_token&) { bench.stop.request_stop(); };
  RetryPolicy policy({}, hooks);
  int count = 0;
  const auto outcome = policy.run([&] { return ++count, with_status(503); }, 1h, bench.stop.get_token());
  EXPECT_EQ(count, 1);
  EXPECT_EQ(outcome.error().reason, cancelled_reason);
}

TEST(RetryHooks, ARealSleepEndsOnAStopRequest) {
  std::stop_source stop;
  stop.request_stop();
  const auto start = std::chrono::steady_clock::now();
  RetryHooks::real().sleep(1h, stop.get_token());
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1min);
}

}  // namespace
}  // namespace edify::http
