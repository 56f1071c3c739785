#include "api/body_stream.h"

#include <algorithm>
#include <utility>

namespace edify::api {

bool BodyStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return abandoned_ || unsent_.size() < most_unsent_; });
      if (abandoned_) return false;
      const std::size_t part = std::min(bytes.size(), most_unsent_ - unsent_.size());
      unsent_.append(bytes.substr(0, part));
      bytes.remove_prefix(part);
      if (wake_) wake_();
    }
  }
  return is_wanted();
}

bool BodyStream::is_wanted() const {
  const std::scoped_lock lock(mutex_);
  return !abandoned_;
}

void BodyStream::finish() { end(State::complete); }
void BodyStream::break_off() { end(State::broken); }

void BodyStream::end(State state) {
  {
    const std::scoped_lock lock(mutex_);
    state_ = state;
    if (wake_) wake_();
  }
}

void BodyStream::on_change(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

BodyStream::Piece BodyStream::take() {
  Piece piece;
  {
    const std::scoped_lock lock(mutex_);
    piece.bytes = std::exchange(unsent_, {});
    piece.state = state_;
  }
  room_.notify_one();
  return piece;
}

void BodyStream::abandon() {
  gone_.request_stop();  // first: who is told that nobody takes it finds this said
  {
    const std::scoped_lock lock(mutex_);
    abandoned_ = true;
    wake_ = nullptr;
    unsent_.clear();
  }
  room_.notify_one();
}

}  // namespace edify::api
