// Streams that are encrypted and can not be changed unnoticed: AES-256-GCM in frames of a megabyte.
//
// A sealed stream is 8 bytes "EDIFYENC", 32 random bytes, and the frames, each followed by its tag of 16 bytes. The
// stream's key is HMAC-SHA-256 of its random bytes and its context under the given key; a frame's nonce is its number
// and whether it is the last. So frames can not be swapped, dropped or cut off, and a stream can not stand in the place
// of another: who opens it says the context that it was sealed with. GCM: NIST SP 800-38D.
//
// Both classes hold one frame, belong to one thread, and serve one stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret.h"

namespace edify {

// Takes the next bytes of a stream; an Error ends it.
using TakeBytes = std::function<Result<void>(std::span<const std::byte>)>;

// What `plain_size` bytes take once they are sealed.
std::uint64_t sealed_size(std::uint64_t plain_size);

// Hands on, sealed, what is appended.
class Sealer {
 public:
  // `key`: 32 bytes. `context`: what the stream is and where it belongs; not secret, not written into it.
  Sealer(const Secret& key, std::string_view context, TakeBytes take);

  // Errors: those of `take`.
  Result<void> append(std::span<const std::byte> bytes);
  // Once, last.
  Result<void> finish();

 private:
  Result<void> hand_on_frame(bool is_last);

  TakeBytes take_;
  Secret stream_key_;
  std::string head_;  // not handed on yet
  std::vector<std::byte> frame_;
  std::uint64_t number_ = 0;
};

// Hands on the plain bytes of a sealed stream that is appended piece by piece. Every byte that is handed on has been
// verified to be of this stream and at its place; that none is missing at the end is known when finish() says so.
class Unsealer {
 public:
  Unsealer(const Secret& key, std::string_view context, TakeBytes take);

  // Errors: unreadable (not_sealed) where it is no sealed stream, not of this key and context, or damaged; those of
  // `take`.
  Result<void> append(std::span<const std::byte> bytes);
  // Once, last. Errors: the same, and where the stream was cut off.
  Result<void> finish();

 private:
  Result<void> read_head();
  Result<void> hand_on_frame(bool is_last);

  const Secret key_;
  const std::string context_;
  TakeBytes take_;
  Secret stream_key_;  // empty: the head has not been read
  std::vector<std::byte> sealed_;
  std::vector<std::byte> plain_;
  std::uint64_t number_ = 0;
};

inline constexpr std::string_view not_sealed_reason = "not_sealed";

}  // namespace edify
