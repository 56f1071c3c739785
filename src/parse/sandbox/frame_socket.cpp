#include "parse/sandbox/frame_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace edify::parse {
namespace {

std::unexpected<Error> closed() {
  return fail(ErrorCode::unavailable, "the other end of the parse worker's socket is gone", "closed");
}

// Whole milliseconds, rounded up so that poll does not spin before the deadline; -1 waits for ever.
int poll_timeout(Deadline deadline) {
  if (deadline == no_deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

FrameSocket::FrameSocket(int descriptor) : descriptor_(descriptor) {
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

FrameSocket::FrameSocket(FrameSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FrameSocket& FrameSocket::operator=(FrameSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FrameSocket::~FrameSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> FrameSocket::wait_for(short events, Deadline deadline) const {
  for (;;) {
    pollfd poll_on = {descriptor_, events, 0};
    const int ready = ::poll(&poll_on, 1, poll_timeout(deadline));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return closed();
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(ErrorCode::over_limit, "the parse worker did not answer in time", "timeout");
    }
  }
}

Result<void> FrameSocket::send_all(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (would_block()) {
      EDIFY_CHECK(wait_for(POLLOUT, deadline));
    } else if (errno != EINTR) {
      return closed();
    }
  }
  return {};
}

Result<std::size_t> FrameSocket::receive_all(char* out, std::size_t length, Deadline deadline) {
  std::size_t filled = 0;
  while (filled < length) {
    // A peer that always has something to say must not outlive the deadline.
    EDIFY_CHECK(wait_for(POLLIN, deadline));
    const ssize_t count = ::recv(descriptor_, out + filled, length - filled, 0);
    if (count == 0) break;
    if (count > 0) {
      filled += static_cast<std::size_t>(count);
    } else if (!would_block() && errno != EINTR) {
      return closed();
    }
  }
  return filled;
}

Result<void> FrameSocket::send(FrameType type, std::string_view payload, Deadline deadline) {
  if (payload.size() > max_frame_bytes) {
    return fail(ErrorCode::over_limit, "one element of the document is larger than a frame may be", "text_bytes");
  }
  const std::string header = encode_header({type, static_cast<std::uint32_t>(payload.size())});
  EDIFY_CHECK(send_all(header, deadline));
  return send_all(payload, deadline);
}

Result<std::optional<Frame>> FrameSocket::receive(Deadline deadline) {
  char header_bytes[frame_header_bytes];
  EDIFY_TRY(const std::size_t count, receive_all(header_bytes, sizeof(header_bytes), deadline));
  if (count == 0) return std::nullopt;
  if (count < sizeof(header_bytes)) return closed();
  EDIFY_TRY(const FrameHeader header, decode_header({header_bytes, sizeof(header_bytes)}));
  Frame frame{header.type, {}};
  // Memory follows what has arrived, not what the header promises.
  constexpr std::size_t step_bytes = 1 << 20;
  while (frame.payload.size() < header.payload_bytes) {
    const std::size_t start = frame.payload.size();
    const std::size_t step = std::min(step_bytes, header.payload_bytes - start);
    frame.payload.resize(start + step);
    EDIFY_TRY(const std::size_t received, receive_all(frame.payload.data() + start, step, deadline));
    if (received < step) return closed();
  }
  return frame;
}

void FrameSocket::interrupt() const { ::shutdown(descriptor_, SHUT_RDWR); }

Result<std::pair<FrameSocket, FrameSocket>> connected_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return fail(ErrorCode::unavailable, std::string("no socket for a parse worker: ") + std::strerror(errno));
  }
  return std::pair(FrameSocket(ends[0]), FrameSocket(ends[1]));
}

}  // namespace edify::parse
