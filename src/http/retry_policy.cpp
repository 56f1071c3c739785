#include "http/retry_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <condition_variable>
#include <random>

#include "http/date.h"

namespace edify::http {
namespace {

using std::chrono::milliseconds;

void sleep_for(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

double random_share() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t a_week_in_ms = 7LL * 86'400 * 1000;
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return std::min(value, a_week_in_ms);
}

}  // namespace

RetryHooks RetryHooks::real() {
  return {.now = [] { return std::chrono::steady_clock::now(); },
          .wall_clock = [] { return std::chrono::system_clock::now(); },
          .sleep = sleep_for,
          .jitter = random_share};
}

bool is_worth_a_retry(const Result<Response>& outcome) {
  if (!outcome) {
    constexpr std::array lasting = {cancelled_reason, tls_reason};
    return outcome.error().code == ErrorCode::unavailable &&
           std::ranges::find(lasting, outcome.error().reason) == lasting.end();
  }
  constexpr std::array<unsigned, 6> passing = {408, 429, 500, 502, 503, 504};
  return std::ranges::find(passing, outcome->status) != passing.end();
}

std::optional<milliseconds> requested_delay(const Response& response, std::chrono::system_clock::time_point now) {
  for (const auto* name : {"x-ms-retry-after-ms", "retry-after-ms"}) {
    if (const auto ms = whole_number(response.headers.find(name))) return milliseconds(*ms);
  }
  const auto text = response.headers.find("retry-after");
  if (const auto seconds = whole_number(text)) return milliseconds(*seconds * 1000);
  const auto date = parse_date(text);
  if (!date) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*date - now));
}

RetryPolicy::RetryPolicy(RetryOptions options, RetryHooks hooks)
    : options_(std::move(options)), hooks_(std::move(hooks)), tokens_(options_.budget) {}

Result<Response> RetryPolicy::run(const std::function<Result<Response>()>& attempt, milliseconds time_limit,
                                  const std::stop_token& stop,
                                  const std::function<void(const Result<Response>&)>& on_retry) {
  const auto end = hooks_.now() + time_limit;
  for (int number = 1;; ++number) {
    auto outcome = attempt();
    if (!is_worth_a_retry(outcome)) {
      if (outcome) give_back();
      return outcome;
    }
    if (number >= options_.attempts || stop.stop_requested()) return outcome;
    const auto delay = delay_after(outcome, number);
    if (hooks_.now() + delay >= end || !take_token()) return outcome;
    if (on_retry) on_retry(outcome);
    hooks_.sleep(delay, stop);
    if (stop.stop_requested()) return fail(ErrorCode::unavailable, "stopped", std::string(cancelled_reason));
  }
}

milliseconds RetryPolicy::delay_after(const Result<Response>& outcome, int attempt) {
  const double longest = static_cast<double>(options_.longest_delay.count());
  const double full = std::min(longest, static_cast<double>(options_.first_delay.count()) * std::exp2(attempt - 1));
  const milliseconds own(static_cast<std::int64_t>(full * hooks_.jitter()));
  if (!outcome) return own;
  const auto asked = requested_delay(*outcome, hooks_.wall_clock());
  // Jitter on top, else all who were told the same second come back in it.
  return asked ? *asked + std::min(own, options_.first_delay) : own;
}

bool RetryPolicy::take_token() {
  const std::lock_guard lock(mutex_);
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

void RetryPolicy::give_back() {
  const std::lock_guard lock(mutex_);
  tokens_ = std::min(options_.budget, tokens_ + options_.refill);
}

double RetryPolicy::budget_left() const {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

}  // namespace edify::http
