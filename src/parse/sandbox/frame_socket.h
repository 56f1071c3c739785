// Frames over a connected Unix stream socket, with deadlines. Owns the descriptor. Used by one thread at a time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "parse/sandbox/protocol.h"

namespace edify::parse {

struct Frame {
  FrameType type = FrameType::parse;
  std::string payload;
};

using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline no_deadline = Deadline::max();

// Errors of both calls: over_limit ("timeout") at the deadline; unavailable ("closed") where the peer is gone;
// internal ("protocol") for a frame that is none. After an Error the stream has no known position: close it.
class FrameSocket {
 public:
  explicit FrameSocket(int descriptor);  // takes ownership and makes it non-blocking
  FrameSocket(FrameSocket&& other) noexcept;
  FrameSocket& operator=(FrameSocket&& other) noexcept;
  ~FrameSocket();

  // Never raises SIGPIPE.
  Result<void> send(FrameType type, std::string_view payload, Deadline deadline = no_deadline);

  // Nothing: the peer closed the connection between two frames.
  Result<std::optional<Frame>> receive(Deadline deadline = no_deadline);

  // From another thread: calls that wait, and all later ones, answer "closed". The owner must not destroy it meanwhile.
  void interrupt() const;

  int descriptor() const { return descriptor_; }

 private:
  Result<void> wait_for(short events, Deadline deadline) const;
  Result<void> send_all(std::string_view bytes, Deadline deadline);
  // The bytes read: all, or fewer where the peer closed.
  Result<std::size_t> receive_all(char* out, std::size_t length, Deadline deadline);

  int descriptor_ = -1;
};

// A connected pair; both ends are closed on exec.
Result<std::pair<FrameSocket, FrameSocket>> connected_pair();

}  // namespace edify::parse
