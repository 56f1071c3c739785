#include "cache/memory/memory_cache.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace edify::cache {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

struct Entry {
  std::string key;
  std::string value;
  TimePoint expires;
};

// What libstdc++ allocates beside the texts: a list node (two pointers and the Entry), a map node (next, view,
// iterator, hash), a bucket, and malloc's header on each of the four blocks.
constexpr std::size_t entry_overhead = sizeof(Entry) + 2 * sizeof(void*) + 6 * sizeof(void*) + 4 * 16;

std::size_t bytes_of(const Entry& entry) { return entry.key.capacity() + entry.value.capacity() + entry_overhead; }

// Small caches get few shards, so that an entry may still be a good part of the whole.
std::size_t shard_count(std::size_t max_bytes) {
  constexpr std::size_t smallest_shard = std::size_t{4} << 20U;
  return std::clamp<std::size_t>(max_bytes / smallest_shard, 1, 16);
}

}  // namespace

class MemoryCache::Shard {
 public:
  explicit Shard(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  std::optional<std::string> get(std::string_view key, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    const auto entry = found->second;
    if (now >= entry->expires) {
      remove(entry);
      return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->value;
  }

  void put(Entry entry) {
    const std::size_t bytes = bytes_of(entry);
    const std::scoped_lock lock(mutex_);
    if (const auto old = index_.find(entry.key); old != index_.end()) remove(old->second);
    if (bytes > max_bytes_) return;
    while (size_bytes_ + bytes > max_bytes_) remove(std::prev(entries_.end()));
    entries_.push_front(std::move(entry));
    index_.emplace(entries_.front().key, entries_.begin());
    size_bytes_ += bytes;
  }

  void erase(std::string_view key) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = index_.find(key); found != index_.end()) remove(found->second);
  }

  std::size_t size_bytes() {
    const std::scoped_lock lock(mutex_);
    return size_bytes_;
  }

 private:
  using Entries = std::list<Entry>;

  void remove(Entries::iterator entry) {
    size_bytes_ -= bytes_of(*entry);
    index_.erase(entry->key);
    entries_.erase(entry);
  }

  const std::size_t max_bytes_;
  std::mutex mutex_;
  Entries entries_;                                                // most recently used first
  std::unordered_map<std::string_view, Entries::iterator> index_;  // views of the entries' own keys
  std::size_t size_bytes_ = 0;
};

MemoryCache::MemoryCache(std::size_t max_bytes, Clock clock) : clock_(std::move(clock)) {
  const std::size_t count = shard_count(max_bytes);
  for (std::size_t i = 0; i < count; ++i) shards_.push_back(std::make_unique<Shard>(max_bytes / count));
}

MemoryCache::~MemoryCache() = default;

MemoryCache::Shard& MemoryCache::shard_of(std::string_view key) const {
  return *shards_[std::hash<std::string_view>{}(key) % shards_.size()];
}

std::optional<std::string> MemoryCache::get(std::string_view key) { return shard_of(key).get(key, clock_()); }

void MemoryCache::put(std::string_view key, std::string value, std::chrono::seconds time_to_live) {
  shard_of(key).put({std::string(key), std::move(value), clock_() + time_to_live});
}

void MemoryCache::erase(std::string_view key) { shard_of(key).erase(key); }

std::size_t MemoryCache::size_bytes() const {
  std::size_t total = 0;
  for (const auto& shard : shards_) total += shard->size_bytes();
  return total;
}

}  // namespace edify::cache
