// The bytes of an answer that is made while it is being sent: events as they happen, a document block by block.
//
// One producer writes, on a thread of its own; one connection takes and sends. What was written and not yet taken is
// bounded, so a slow client holds its producer back and never fills the memory. Either side may end it. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::api {

class BodyStream {
 public:
  explicit BodyStream(std::size_t most_unsent = std::size_t{256} << 10U) : most_unsent_(most_unsent) {}

  // For the producer. Waits while too much is unsent; what is larger than the bound goes in parts. False: nobody takes
  // it any more, and there is no use in going on.
  bool write(std::string_view bytes);
  // False once the client has gone.
  bool is_wanted() const;
  // Stopped when the client goes, for what waits for somebody else meanwhile.
  std::stop_token client_gone() const { return gone_.get_token(); }

  // For whoever runs the producer: it has written all that there is, or what it has written is not all.
  void finish();
  void break_off();

  enum class State : std::uint8_t { goes_on, complete, broken };
  struct Piece {
    std::string bytes;
    State state = State::goes_on;  // other than goes_on: these bytes are the last
  };

  // For the connection. Everything that has been written since the last call, which may be nothing.
  Piece take();
  // `wake` is called on the producer's thread, under a lock, after each change that take() would show: it must neither
  // wait nor come back here. What changed before it was set shows at the next take().
  void on_change(std::function<void()> wake);
  // Nothing is taken any more, and nobody is woken once this returns; the producer's next write() says so.
  void abandon();

 private:
  void end(State state);

  const std::size_t most_unsent_;
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::string unsent_;
  State state_ = State::goes_on;
  bool abandoned_ = false;
  std::stop_source gone_;
};

// In place of a Response's body. `produce` runs after the request is gone: it owns what it uses. An error means that
// the client must not take what it got for the whole: the connection is cut.
struct StreamedBody {
  std::function<Result<void>(BodyStream&)> produce;
  std::optional<std::uint64_t> length;  // in bytes, where it is known; else the body goes in chunks
};

}  // namespace edify::api
