#include "api/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace edify::api {
namespace {

constexpr std::size_t shard_count = 16;

std::chrono::seconds whole_seconds(double seconds) {
  constexpr double a_day = 86'400;
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(std::clamp(seconds, 0.0, a_day))));
}

}  // namespace

class RateLimiter::Shard {
 public:
  explicit Shard(std::size_t most) : most_(most) {}

  RateDecision take(std::string_view key, const RateLimit& limit, Clock::time_point now) {
    const double size = std::max(1.0, limit.burst);
    const std::scoped_lock lock(mutex_);
    Bucket& bucket = bucket_of(key, size, now);
    const std::chrono::duration<double> passed = std::max(now - bucket.filled, Clock::duration::zero());
    bucket.tokens = std::min(size, bucket.tokens + passed.count() * limit.per_second);
    bucket.filled = now;
    if (bucket.tokens < 1) {
      return {false, size, 0, std::max(whole_seconds((1 - bucket.tokens) / limit.per_second), std::chrono::seconds(1))};
    }
    bucket.tokens -= 1;
    return {true, size, std::floor(bucket.tokens), whole_seconds((size - bucket.tokens) / limit.per_second)};
  }

  std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return buckets_.size();
  }

 private:
  struct Bucket {
    std::string key;
    double tokens = 0;
    Clock::time_point filled;
  };

  Bucket& bucket_of(std::string_view key, double size, Clock::time_point now) {
    if (const auto found = index_.find(key); found != index_.end()) {
      buckets_.splice(buckets_.begin(), buckets_, found->second);
      return buckets_.front();
    }
    if (buckets_.size() == most_) {
      index_.erase(buckets_.back().key);
      buckets_.pop_back();
    }
    buckets_.push_front({std::string(key), size, now});
    index_.emplace(buckets_.front().key, buckets_.begin());
    return buckets_.front();
  }

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::list<Bucket> buckets_;                                                // who asked last comes first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> index_;  // views of the buckets' own keys
};

RateLimiter::RateLimiter(std::size_t most_keys) {
  const std::size_t each = std::max<std::size_t>(1, most_keys / shard_count);
  for (std::size_t i = 0; i < shard_count; ++i) shards_.push_back(std::make_unique<Shard>(each));
}

RateLimiter::~RateLimiter() = default;

RateDecision RateLimiter::take(std::string_view key, const RateLimit& limit, Clock::time_point now) {
  if (limit.per_second <= 0) return {};
  return shards_[std::hash<std::string_view>{}(key) % shards_.size()]->take(key, limit, now);
}

std::size_t RateLimiter::size() const {
  std::size_t total = 0;
  for (const auto& shard : shards_) total += shard->size();
  return total;
}

}  // namespace edify::api
