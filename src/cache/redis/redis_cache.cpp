#include "cache/redis/redis_cache.h"

#include <fmt/format.h>

#include <utility>

#include "base/hmac.h"
#include "base/log.h"

namespace edify::cache {
namespace {

// Part of every name and of every mark: entries of another form are not looked at.
constexpr std::string_view format_version = "1";
constexpr std::size_t mark_bytes = 32;

TimePoint in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

// Stores with other keys keep apart in one Redis instead of overwriting each other.
std::string prefix_for(const Secret& key) {
  constexpr std::size_t digits = 12;
  return fmt::format("edify:{}:{}:", format_version, hmac_sha256_hex(key.reveal(), "names").substr(0, digits));
}

}  // namespace

RedisCache::RedisCache(RedisCacheOptions options)
    : options_(std::move(options)), prefix_(prefix_for(options_.key)), breaker_(options_.breaker) {
  if (const auto connected = connect(); !connected)
    log::warn("cache: {}; it is tried again", connected.error().message);
  connector_ = std::jthread([this] { keep_connected(); });
}

RedisCache::~RedisCache() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

std::string RedisCache::name_of(std::string_view key) const { return prefix_ + std::string(key); }

std::string RedisCache::mark_of(std::string_view key, std::string_view value) const {
  return hmac_sha256(options_.key.reveal(), fmt::format("{}:{}:{}{}", format_version, key.size(), key, value));
}

std::optional<std::string> RedisCache::get(std::string_view key) {
  std::optional<std::string> value;
  const std::string name = name_of(key);
  const std::string last_byte = std::to_string(mark_bytes + options_.largest_value);  // one more than is ever written
  with_connection([&](RedisConnection& connection, TimePoint deadline) -> Result<void> {
    EDIFY_TRY(auto reply, connection.call({"GETRANGE", name, "0", last_byte}, deadline));
    if (reply.kind != RedisReply::Kind::text || reply.text.size() < mark_bytes) return {};
    const std::string mark = reply.text.substr(0, mark_bytes);
    reply.text.erase(0, mark_bytes);
    if (equal_in_constant_time(mark, mark_of(key, reply.text))) value = std::move(reply.text);
    return {};
  });
  return value;
}

void RedisCache::put(std::string_view key, std::string value, std::chrono::seconds time_to_live) {
  if (value.size() > options_.largest_value || time_to_live.count() <= 0) return;
  const std::string name = name_of(key);
  const std::string entry = mark_of(key, value) + value;
  const std::string seconds = std::to_string(time_to_live.count());
  with_connection([&](RedisConnection& connection, TimePoint deadline) {
    return connection.send({"SET", name, entry, "EX", seconds}, deadline);
  });
}

void RedisCache::erase(std::string_view key) {
  const std::string name = name_of(key);
  with_connection([&](RedisConnection& connection, TimePoint deadline) {
    return connection.send({"DEL", name}, deadline);
  });
}

bool RedisCache::available() {
  const std::lock_guard lock(mutex_);
  return open_ > 0 && !breaker_.is_open();
}

template <typename Use>
bool RedisCache::with_connection(const Use& use) {
  if (!breaker_.allows()) return false;
  const TimePoint deadline = in(options_.command_time);
  Connection connection = borrow(deadline);
  if (!connection) return false;
  if (const Result<void> used = use(*connection, deadline); !used) {
    drop(used.error());
    return false;
  }
  breaker_.succeeded();
  give_back(std::move(connection));
  return true;
}

RedisCache::Connection RedisCache::borrow(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  if (idle_.empty()) {
    ++waiting_;
    changed_.notify_all();
    // Where nothing is open Redis is away, and nobody waits for it.
    changed_.wait_until(lock, deadline, [this] { return !idle_.empty() || open_ == 0; });
    --waiting_;
  }
  if (idle_.empty()) return nullptr;
  Connection connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void RedisCache::give_back(Connection connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  if (waiting_ > 0) changed_.notify_all();
}

void RedisCache::drop(const Error& error) {
  if (breaker_.failed()) log::warn("cache: {}; questions are answered without it until it is back", error.message);
  const std::lock_guard lock(mutex_);
  --open_;
  changed_.notify_all();
}

Result<void> RedisCache::connect() {
  EDIFY_TRY(auto connection, RedisConnection::open(options_.address, in(options_.connect_time)));
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  ++open_;
  changed_.notify_all();
  return {};
}

// One is always open; another is made where callers wait and there may be more.
void RedisCache::keep_connected() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto wanted = [this] { return open_ == 0 || (waiting_ > idle_.size() && open_ < options_.connections); };
    changed_.wait(lock, [&] { return stopping_ || wanted(); });
    if (stopping_) return;
    const bool was_away = open_ == 0;
    lock.unlock();
    const auto connected = connect();
    if (connected && was_away) {
      breaker_.succeeded();
      log::warn("cache: {} is back", options_.address.description());
    }
    lock.lock();
    if (!connected) changed_.wait_for(lock, options_.breaker.rest, [this] { return stopping_; });
  }
}

}  // namespace edify::cache
