// The worker's view of the document: ranges asked from the parent, kept in a small block cache.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/range_reader.h"
#include "parse/sandbox/frame_socket.h"

namespace edify::parse {

// PDFium reads a few bytes at a time, so bytes come in blocks; a sequential reader gets four at once. Holds at most
// 8 MiB. Used by one thread. `socket` must outlive it.
class SocketReader final : public RangeReader {
 public:
  SocketReader(FrameSocket& socket, std::uint64_t size) : socket_(socket), size_(size) {}

  std::uint64_t size() const override { return size_; }
  // Errors: the parent's own (conflict, unavailable, …); unavailable ("closed") where the parent is gone.
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override;

 private:
  struct Block {
    std::uint64_t index = 0;
    std::uint64_t last_use = 0;
    std::string bytes;
  };

  Result<const Block*> block(std::uint64_t index);
  Result<void> fetch(std::uint64_t index);
  Block& least_recently_used();

  FrameSocket& socket_;
  std::uint64_t size_;
  std::vector<Block> blocks_;
  std::uint64_t clock_ = 0;
  std::uint64_t next_sequential_ = 0;  // the block after the last fetch
};

}  // namespace edify::parse
