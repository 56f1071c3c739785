// A large document read by ranges: blocks that were fetched stay for a while, and reading in order fetches ever more at
// once. PDF parsers jump between a few places and read the same ones again; every jump would be a request.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "model/range_reader.h"

namespace edify::ingest {

// Holds at most `capacity` bytes of the document, which the caller has reserved. One thread at a time.
class BlockCache final : public RangeReader {
 public:
  static constexpr std::uint64_t block_bytes = 1ULL << 20;

  // `capacity` is at least two blocks. `on_fetch` hears where each range that was fetched ends.
  BlockCache(std::unique_ptr<RangeReader> source, std::uint64_t capacity,
             std::function<void(std::uint64_t end)> on_fetch = {});

  std::uint64_t size() const override { return source_->size(); }
  // Errors: the source's, and conflict ("short_read") where it ends before its size.
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override;

 private:
  struct Block {
    std::uint64_t number;
    std::vector<std::byte> bytes;
  };
  Result<const Block*> find_or_fetch(std::uint64_t number);
  Result<void> fetch(std::uint64_t first, std::uint64_t count);
  std::uint64_t block_count() const { return (size() + block_bytes - 1) / block_bytes; }

  std::unique_ptr<RangeReader> source_;
  const std::uint64_t most_blocks_;
  const std::function<void(std::uint64_t end)> on_fetch_;
  std::list<Block> blocks_;  // the one used last comes first
  std::uint64_t expected_next_ = 0;
  std::uint64_t read_ahead_ = 1;  // blocks of the next fetch, if it goes on where the last one ended
};

}  // namespace edify::ingest
