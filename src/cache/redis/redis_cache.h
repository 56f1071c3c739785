// The cache that several processes share: a Redis, over hiredis (docs/decisions/redis-cache.md).
//
// Redis is not trusted: an entry carries a keyed hash of its key and value, and one that was not written by a holder of
// the same key is no entry. Redis is not needed either: what does not answer within some milliseconds is not waited
// for, a breaker stops asking after a few failures, and a thread of its own connects again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/circuit_breaker.h"
#include "base/secret.h"
#include "cache/cache.h"
#include "cache/redis/redis_address.h"
#include "cache/redis/redis_connection.h"

namespace edify::cache {

struct RedisCacheOptions {
  RedisAddress address;
  Secret key = {};                                    // at least 32 bytes; who has it shares the entries
  std::size_t connections = 8;                        // at most; made as they are needed
  std::chrono::milliseconds connect_time{250};        // with TLS and log-in; on no caller's time
  std::chrono::milliseconds command_time{25};         // for get() and put(), waiting for a connection included
  std::size_t largest_value = std::size_t{1} << 20U;  // bytes; larger ones are neither put nor read
  CircuitBreakerOptions breaker{.failures = 5, .rest = std::chrono::milliseconds(1'000)};
};

// Thread-safe.
class RedisCache final : public Cache {
 public:
  // Tries to connect once, so that a Redis that is there is used from the first question on; one that is away is tried
  // again in the background.
  explicit RedisCache(RedisCacheOptions options);
  ~RedisCache() override;

  std::optional<std::string> get(std::string_view key) override;
  // Does not wait for the reply.
  void put(std::string_view key, std::string value, std::chrono::seconds time_to_live) override;
  void erase(std::string_view key) override;
  bool available() override;

 private:
  using Connection = std::unique_ptr<RedisConnection>;

  std::string name_of(std::string_view key) const;
  std::string mark_of(std::string_view key, std::string_view value) const;

  // Runs `use` on a connection; false where there is none in time, or it failed.
  template <typename Use>
  bool with_connection(const Use& use);
  Connection borrow(TimePoint deadline);
  void give_back(Connection connection);
  void drop(const Error& error);

  void keep_connected();
  Result<void> connect();

  const RedisCacheOptions options_;
  const std::string prefix_;
  CircuitBreaker breaker_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Connection> idle_;  // the last one used last
  std::size_t open_ = 0;          // idle or borrowed
  std::size_t waiting_ = 0;       // callers without a connection
  bool stopping_ = false;
  std::jthread connector_;  // last: it uses the rest
};

}  // namespace edify::cache
