// A connection to a Redis as a stream of bytes: TCP, TLS over TCP, or a Unix socket, every step with a deadline.
// Belongs to one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.h"
#include "cache/redis/redis_address.h"

namespace edify::cache {

using TimePoint = std::chrono::steady_clock::time_point;

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Looking a name up is the system's and has its own limits; the rest ends at the deadline. TLS is 1.2 or newer, the
  // certificate is verified against the host's name. Errors: unavailable.
  static Result<std::unique_ptr<ByteStream>> open(const RedisAddress& address, TimePoint deadline);

  virtual Result<void> write(std::string_view bytes, TimePoint deadline) = 0;
  // At least one byte, at most what fits. Errors: unavailable; the peer's end of the stream is one.
  virtual Result<std::size_t> read(std::span<char> into, TimePoint deadline) = 0;
};

}  // namespace edify::cache
