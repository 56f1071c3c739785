// document_memory: the one bound on document bytes in flight. A full budget makes readers wait; nothing grows.
#pragma once

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

  // Gives its bytes back when it dies.
  class Reservation {
   public:
    Reservation(ByteBudget& budget, std::uint64_t bytes) : budget_(&budget), bytes_(bytes) {}
    Reservation(Reservation&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation() {
      if (budget_ != nullptr) budget_->give_back(bytes_);
    }

   private:
    ByteBudget* budget_;
    std::uint64_t bytes_;
  };

  // Waits until `bytes` are free. A request beyond the whole limit waits for all of it, alone.
  [[nodiscard]] Reservation reserve(std::uint64_t bytes) {
    bytes = bytes < limit_ ? bytes : limit_;
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return used_ + bytes <= limit_; });
    used_ += bytes;
    peak_ = used_ > peak_ ? used_ : peak_;
    return {*this, bytes};
  }

  std::uint64_t used() const {
    const std::lock_guard lock(mutex_);
    return used_;
  }
  std::uint64_t peak() const {
    const std::lock_guard lock(mutex_);
    return peak_;
  }

 private:
  void give_back(std::uint64_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      used_ -= bytes;
    }
    freed_.notify_all();
  }

  const std::uint64_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::uint64_t used_ = 0;
  std::uint64_t peak_ = 0;
};

}  // namespace edify::ingest
