// Where the bytes of a response's body go: into the caller's span, to a caller who takes them as they come, or into a
// string that is bounded.
#pragma once

#include <chrono>
#include <span>

#include "base/error.h"
#include "http/message.h"

namespace edify::http {

// Made for one response; both arguments outlive it. Not thread-safe.
class BodySink {
 public:
  BodySink(const Delivery& delivery, Response& response);

  // The length that the head announces. Errors: over_limit (long_body).
  Result<void> expect(std::uint64_t length);
  // Where the next bytes may be written; never empty.
  std::span<char> room();
  // So many bytes have been written to room(). Errors: over_limit (long_body), those of Delivery::take.
  Result<void> take(std::size_t count);
  // The body is whole.
  void finish();
  // How long the next bytes may take.
  std::chrono::milliseconds patience() const { return patience_; }

 private:
  Result<void> refuse() const;

  Response& response_;
  std::span<std::byte> into_;  // empty: the string
  const TakePiece* taker_;     // nullptr: nobody takes pieces
  std::chrono::milliseconds patience_;
  std::size_t limit_;
  std::size_t size_ = 0;
  char beyond_ = 0;  // takes the byte that is one too many
};

}  // namespace edify::http
