// The cache of answers as it is configured: in memory, or in memory before a Redis.
#pragma once

#include <memory>
#include <optional>

#include "app/config.h"
#include "base/error.h"
#include "cache/counted_cache.h"
#include "cache/memory/memory_cache.h"
#include "cache/redis/redis_cache.h"
#include "cache/tiered_cache.h"

namespace edify::app {

// Thread-safe.
class AnswerCache {
 public:
  // A Redis that is away is no error: it is used once it is there. Errors: what load_or_create_key() says.
  static Result<std::unique_ptr<AnswerCache>> open(const Config& config);

  cache::Cache& cache() { return tiered_ ? static_cast<cache::Cache&>(*tiered_) : counted_memory_; }

  const cache::CacheCounts& memory_counts() const { return memory_counts_; }
  // nullptr: there is no Redis.
  const cache::CacheCounts* redis_counts() const { return redis_ ? &redis_counts_ : nullptr; }
  bool redis_available() { return redis_ && redis_->available(); }

 private:
  AnswerCache(std::uint64_t memory_bytes, std::optional<cache::RedisCacheOptions> redis);

  cache::CacheCounts memory_counts_;
  cache::CacheCounts redis_counts_;
  cache::MemoryCache memory_;
  cache::CountedCache counted_memory_{memory_, memory_counts_};
  std::optional<cache::RedisCache> redis_;
  std::optional<cache::CountedCache> counted_redis_;
  std::optional<cache::TieredCache> tiered_;
};

}  // namespace edify::app
