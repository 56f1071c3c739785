// A queue with a limit: the producer waits while it is full, consumers while it is empty.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace edify::ingest {

// Thread-safe, any number of producers and consumers. `capacity` is in the unit of the weights: items, or bytes.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // Waits while what is there leaves no room; an item heavier than the whole capacity waits for an empty queue.
  // False: the queue is closed and the item was dropped.
  bool push(T item, std::size_t weight = 1) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || items_.empty() || weight_ + weight <= capacity_; });
    return append(std::move(item), weight);
  }
  // Does not wait: for what is already inside the flow and comes back, whose waiting could block the flow itself.
  bool push_again(T item, std::size_t weight = 1) {
    const std::lock_guard lock(mutex_);
    return append(std::move(item), weight);
  }

  // Nothing: closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !items_.empty(); });
    return take_first();
  }
  // Nothing: empty at the moment.
  std::optional<T> try_pop() {
    const std::lock_guard lock(mutex_);
    return take_first();
  }

  // No more items will come; what is there is still handed out.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  // Closes and forgets what is there.
  void abandon() {
    std::deque<std::pair<T, std::size_t>> forgotten;  // dies outside of the lock
    const std::lock_guard lock(mutex_);
    closed_ = true;
    weight_ = 0;
    forgotten.swap(items_);
    changed_.notify_all();
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  bool append(T&& item, std::size_t weight) {
    if (closed_) return false;
    items_.emplace_back(std::move(item), weight);
    weight_ += weight;
    changed_.notify_all();
    return true;
  }
  std::optional<T> take_first() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front().first));
    weight_ -= items_.front().second;
    items_.pop_front();
    changed_.notify_all();
    return item;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<T, std::size_t>> items_;
  std::size_t weight_ = 0;
  bool closed_ = false;
};

}  // namespace edify::ingest
