// document_memory: the one bound on document bytes in flight. A full budget makes readers wait; nothing grows.
//
// It has two shares, because one alone could lock up: documents that wait for a parser would hold every byte that a
// parsed document's text needs to go on. Three quarters are for bytes as read, a quarter for text on its way to the
// store.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

namespace edify::ingest {

// Thread-safe. Outlives its reservations.
class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t limit) : limit_(limit) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  enum class Share : std::uint8_t { content, text };

  // Gives its bytes back when it dies.
  class Reservation {
   public:
    Reservation() = default;
    Reservation(ByteBudget& budget, Share share, std::uint64_t bytes)
        : budget_(&budget), share_(share), bytes_(bytes) {}
    Reservation(Reservation&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), share_(other.share_), bytes_(other.bytes_) {}
    Reservation& operator=(Reservation&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(share_, other.share_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Reservation() { end(); }
    void end() {
      if (auto* budget = std::exchange(budget_, nullptr)) budget->give_back(share_, bytes_);
    }

   private:
    ByteBudget* budget_ = nullptr;
    Share share_ = Share::content;
    std::uint64_t bytes_ = 0;
  };

  // Waits until `bytes` are free in the share, first come first served. A request beyond the whole share waits for all
  // of it, alone.
  [[nodiscard]] Reservation reserve(Share share, std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    Line& line = lines_[static_cast<std::size_t>(share)];
    const std::uint64_t ticket = line.next_ticket++;
    changed_.wait(lock,
                  [&] { return line.serving == ticket && (line.used == 0 || line.used + bytes <= limit_of(share)); });
    bytes = std::min(bytes, limit_of(share));
    ++line.serving;
    line.used += bytes;
    peak_ = std::max(peak_, used_locked());
    changed_.notify_all();
    return {*this, share, bytes};
  }

  // What is reserved stays; who waits, waits for the new limit.
  void set_limit(std::uint64_t limit) {
    const std::lock_guard lock(mutex_);
    limit_ = limit;
    changed_.notify_all();
  }
  std::uint64_t limit() const {
    const std::lock_guard lock(mutex_);
    return limit_;
  }
  std::uint64_t used() const {
    const std::lock_guard lock(mutex_);
    return used_locked();
  }
  std::uint64_t peak() const {
    const std::lock_guard lock(mutex_);
    return peak_;
  }

 private:
  struct Line {
    std::uint64_t used = 0;
    std::uint64_t next_ticket = 0;
    std::uint64_t serving = 0;
  };

  std::uint64_t limit_of(Share share) const { return share == Share::content ? limit_ / 4 * 3 : limit_ / 4; }
  std::uint64_t used_locked() const { return lines_[0].used + lines_[1].used; }
  void give_back(Share share, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    lines_[static_cast<std::size_t>(share)].used -= bytes;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t limit_;
  Line lines_[2];
  std::uint64_t peak_ = 0;
};

}  // namespace edify::ingest
