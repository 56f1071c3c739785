#include "app/answer_cache.h"

#include <utility>

#include "app/wiring.h"
#include "base/hmac.h"

namespace edify::app {

AnswerCache::AnswerCache(std::uint64_t memory_bytes, std::optional<cache::RedisCacheOptions> redis)
    : memory_(memory_bytes) {
  if (!redis) return;
  redis_.emplace(std::move(*redis));
  counted_redis_.emplace(*redis_, redis_counts_);
  tiered_.emplace(counted_memory_, *counted_redis_);
}

Result<std::unique_ptr<AnswerCache>> AnswerCache::open(const Config& config) {
  std::optional<cache::RedisCacheOptions> redis;
  if (config.redis) {
    EDIFY_TRY(auto options, redis_options(config));
    redis = std::move(options);
  }
  return std::unique_ptr<AnswerCache>(new AnswerCache(config.cache_bytes, std::move(redis)));
}

}  // namespace edify::app
