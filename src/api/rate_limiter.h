// How often somebody may ask: a token bucket a key (a user, an address), each with its own rate.
//
// Keys are spread over shards, each with its own lock, so that callers seldom wait for each other. The table is
// bounded: a full shard forgets whoever has not asked for longest, whose bucket is the likeliest to be full again.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/server_options.h"

namespace edify::api {

struct RateDecision {
  bool allowed = true;
  double limit = 0;               // the bucket's size; 0: there is no limit
  double remaining = 0;           // whole requests that would be allowed now
  std::chrono::seconds reset{0};  // until the bucket is full; where refused: until one request is allowed
};

// Thread-safe.
class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RateLimiter(std::size_t most_keys = 65'536);
  ~RateLimiter();

  // Takes one request of the key's bucket. A rate of 0 allows everything and remembers nothing.
  RateDecision take(std::string_view key, const RateLimit& limit, Clock::time_point now = Clock::now());

  std::size_t size() const;

 private:
  class Shard;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace edify::api
