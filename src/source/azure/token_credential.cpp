#include "source/azure/token_credential.h"

#include <fmt/format.h>

namespace edify::source::azure {
namespace {

constexpr auto renewed_before_the_end = std::chrono::minutes(5);
constexpr auto pause_after_a_failure = std::chrono::seconds(30);

}  // namespace

TokenCredential::TokenCredential(std::string name, Fetch fetch, Now now)
    : name_(std::move(name)), fetch_(std::move(fetch)), now_(std::move(now)) {}

Result<void> TokenCredential::authorize(Draft& draft, const std::stop_token& stop) {
  if (!draft.endpoint.is_private()) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("the token of the {} is not sent to {} in the clear; use https", name_, draft.endpoint.authority()),
        "azure_configuration");
  }
  EDIFY_TRY(const auto token, current(stop));
  draft.headers.add("authorization", "Bearer " + token.reveal());
  return {};
}

Result<Secret> TokenCredential::current(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto now = now_();
    const bool is_good = token_ && now < token_->expires;
    const bool is_due = !is_good || now + renewed_before_the_end >= token_->expires;
    if (is_good && (!is_due || is_fetching_ || now < next_fetch_)) return token_->text;
    if (!is_fetching_) break;
    if (!fetched_.wait(lock, stop, [&] { return !is_fetching_; })) {
      return fail(ErrorCode::unavailable, "stopped", std::string(http::cancelled_reason));
    }
  }
  is_fetching_ = true;
  lock.unlock();
  auto fetched = fetch_(stop);
  lock.lock();
  is_fetching_ = false;
  fetched_.notify_all();
  if (fetched) {
    token_ = std::move(*fetched);
    next_fetch_ = {};
    return token_->text;
  }
  if (!token_ || now_() >= token_->expires) return std::unexpected(std::move(fetched).error());
  next_fetch_ = now_() + pause_after_a_failure;
  return token_->text;
}

bool TokenCredential::renew() {
  const std::lock_guard lock(mutex_);
  token_.reset();
  return true;
}

}  // namespace edify::source::azure
