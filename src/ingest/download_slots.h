// How many documents are downloaded at once: more while parsers starve, fewer while they have enough.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace edify::ingest {

inline constexpr std::uint32_t fewest_downloads = 5;
inline constexpr std::uint32_t most_downloads = 10;

// The number that follows `current`: one more where nothing is `ready` for the parsers although documents wait to be
// downloaded, one less where more is ready than they take in their next turn. Pure.
inline std::uint32_t next_downloads(std::uint32_t current, std::size_t waiting, std::size_t ready,
                                    std::uint32_t parsers) {
  if (ready == 0 && waiting > 0) return std::min(current + 1, most_downloads);
  if (ready > 2UL * parsers) return std::max(current - 1, fewest_downloads);
  return current;
}

// Thread-safe.
class DownloadSlots {
 public:
  explicit DownloadSlots(std::uint32_t limit) : limit_(limit) {}

  class Slot {
   public:
    explicit Slot(DownloadSlots& slots) : slots_(slots) {
      std::unique_lock lock(slots_.mutex_);
      slots_.changed_.wait(lock, [&] { return slots_.taken_ < slots_.limit_; });
      ++slots_.taken_;
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
      const std::lock_guard lock(slots_.mutex_);
      --slots_.taken_;
      slots_.changed_.notify_all();
    }

   private:
    DownloadSlots& slots_;
  };

  std::uint32_t limit() const {
    const std::lock_guard lock(mutex_);
    return limit_;
  }
  void set_limit(std::uint32_t limit) {
    const std::lock_guard lock(mutex_);
    limit_ = limit;
    changed_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint32_t limit_;
  std::uint32_t taken_ = 0;
};

}  // namespace edify::ingest
