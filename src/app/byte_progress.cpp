#include "app/byte_progress.h"

#include <fmt/format.h>

#include <utility>

#include "app/console.h"

namespace edify::app {

ByteProgress::ByteProgress(std::string name, std::uint64_t total) : name_(std::move(name)), total_(total) {}

ByteProgress::~ByteProgress() {
  if (is_terminal()) fmt::print(stderr, "\r\x1b[K");
}

void ByteProgress::add(std::size_t bytes) {
  constexpr std::uint64_t step = 8U << 20;
  const auto before = done_ / step;
  done_ += bytes;
  if (done_ / step == before || !is_terminal()) return;
  fmt::print(stderr, "\r\x1b[K{}: {}{}", name_, human_bytes(done_), total_ == 0 ? "" : " of " + human_bytes(total_));
}

}  // namespace edify::app
