#include "access/oidc/key_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "access/jws.h"
#include "base/log.h"

namespace edify::access::oidc {
namespace {

constexpr int most_doublings = 8;
constexpr std::chrono::milliseconds longest_retry = std::chrono::seconds(60);

std::unexpected<Error> pending() {
  return fail(ErrorCode::unavailable, "the issuer is being asked for its keys; try again in a moment",
              std::string(keys_pending_reason));
}

}  // namespace

KeyCache::KeyCache(Options options, Fetch fetch)
    : options_(std::move(options)), fetch_(std::move(fetch)), due_(Clock::now()), begins_(true) {
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

KeyCache::~KeyCache() {
  worker_.request_stop();
  worker_.join();
}

Result<std::shared_ptr<const VerificationKey>> KeyCache::find(std::string_view id, std::string_view algorithm,
                                                              Patience patience) {
  std::unique_lock lock(mutex_);
  if (auto key = look_up(id, algorithm)) return key;
  const bool is_coming = is_fresh() ? ask_for_fetch() : begins_;
  if (!is_coming) return say_missing();
  if (patience == Patience::none || waiting_ >= options_.most_waiting) return pending();
  if (!wait_for_fetch(lock)) return pending();
  if (auto key = look_up(id, algorithm)) return key;
  return say_missing();
}

Result<std::shared_ptr<const Published>> KeyCache::published() const {
  const std::lock_guard lock(mutex_);
  if (!is_fresh()) return say_missing();
  return published_;
}

std::shared_ptr<const VerificationKey> KeyCache::look_up(std::string_view id, std::string_view algorithm) const {
  if (!is_fresh()) return nullptr;
  const auto* key = published_->keys.find(id, algorithm);
  return key == nullptr ? nullptr : std::shared_ptr<const VerificationKey>(published_, key);
}

bool KeyCache::is_fresh() const { return published_ != nullptr && Clock::now() - fetched_ <= options_.max_age; }

std::unexpected<Error> KeyCache::say_missing() const {
  if (is_fresh()) return refuse_token("its issuer has no such key for this algorithm");
  return fail(
      ErrorCode::unavailable,
      fmt::format("issuer '{}' has not given its keys{}", options_.name, published_ == nullptr ? "" : " for too long"),
      "issuer_unavailable");
}

bool KeyCache::ask_for_fetch() {
  if (begins_) return true;
  if (last_for_unknown_ && Clock::now() - *last_for_unknown_ < options_.unknown_key_pause) {
    if (!std::exchange(postponed_, true)) changed_.notify_all();
    return false;
  }
  begins_ = true;
  last_for_unknown_ = Clock::now();
  changed_.notify_all();
  return true;
}

bool KeyCache::wait_for_fetch(std::unique_lock<std::mutex>& lock) {
  const auto round = rounds_;
  ++waiting_;
  const bool ended = changed_.wait_for(lock, options_.patience, [&] { return rounds_ != round; });
  --waiting_;
  return ended;
}

KeyCache::Time KeyCache::next_fetch() const {
  return postponed_ ? std::min(due_, *last_for_unknown_ + options_.unknown_key_pause) : due_;
}

void KeyCache::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto wake = next_fetch();
    changed_.wait_until(lock, stop, wake, [&] { return begins_ || next_fetch() != wake; });
    if (stop.stop_requested()) return;
    const auto now = Clock::now();
    if (!begins_ && now < next_fetch()) continue;
    const bool by_the_clock = now >= due_;
    if (std::exchange(postponed_, false)) last_for_unknown_ = now;
    begins_ = true;
    lock.unlock();
    auto fetched = fetch_(stop);
    lock.lock();
    take(std::move(fetched), by_the_clock);
    begins_ = false;
    ++rounds_;
    changed_.notify_all();
  }
}

void KeyCache::take(Result<Published> fetched, bool by_the_clock) {
  const auto now = Clock::now();
  if (fetched) {
    published_ = std::make_shared<const Published>(std::move(*fetched));
    fetched_ = now;
    due_ = now + options_.refresh;
    failures_ = 0;
    return;
  }
  log::warn("issuer '{}' does not give its keys{}: {}", options_.name,
            is_fresh() ? "; those that it gave before are used" : "", fetched.error().message);
  // A fetch for a key that nobody knows is not repeated: the pause holds for it.
  if (!by_the_clock) return;
  due_ = now + std::min(longest_retry, options_.retry * (1 << std::min(failures_, most_doublings)));
  ++failures_;
}

}  // namespace edify::access::oidc
