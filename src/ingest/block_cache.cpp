#include "ingest/block_cache.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace edify::ingest {

BlockCache::BlockCache(std::unique_ptr<RangeReader> source, std::uint64_t capacity,
                       std::function<void(std::uint64_t end)> on_fetch)
    : source_(std::move(source)),
      most_blocks_(std::max<std::uint64_t>(2, capacity / block_bytes)),
      on_fetch_(std::move(on_fetch)) {}

Result<std::size_t> BlockCache::read(std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= size()) return 0;
  const std::size_t wanted = std::min<std::uint64_t>(out.size(), size() - offset);
  for (std::size_t done = 0; done < wanted;) {
    const std::uint64_t at = offset + done;
    EDIFY_TRY(const Block* block, find_or_fetch(at / block_bytes));
    const std::uint64_t inside = at % block_bytes;
    const std::size_t count = std::min<std::uint64_t>(wanted - done, block->bytes.size() - inside);
    std::memcpy(out.data() + done, block->bytes.data() + inside, count);
    done += count;
  }
  return wanted;
}

Result<const BlockCache::Block*> BlockCache::find_or_fetch(std::uint64_t number) {
  auto found = std::ranges::find(blocks_, number, &Block::number);
  if (found == blocks_.end()) {
    // Half of the room at most: what else is in use stays.
    read_ahead_ = number == expected_next_ ? std::min(read_ahead_ * 2, most_blocks_ / 2) : 1;
    EDIFY_CHECK(fetch(number, std::min(read_ahead_, block_count() - number)));
    found = std::ranges::find(blocks_, number, &Block::number);
  }
  blocks_.splice(blocks_.begin(), blocks_, found);
  return &blocks_.front();
}

Result<void> BlockCache::fetch(std::uint64_t first, std::uint64_t count) {
  while (blocks_.size() + count > most_blocks_) blocks_.pop_back();
  const std::uint64_t offset = first * block_bytes;
  std::vector<std::byte> bytes(std::min(count * block_bytes, size() - offset));
  EDIFY_TRY(const std::size_t got, source_->read(offset, bytes));
  const std::uint64_t bytes_fetched = got;
  if (got != bytes.size()) {
    return fail(ErrorCode::conflict, "the document ended before its listed size; it will be read again", "short_read");
  }
  if (count == 1) {
    blocks_.push_front({first, std::move(bytes)});
  } else {
    for (std::uint64_t i = count; i-- > 0;) {
      const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(i * block_bytes);
      blocks_.push_front({first + i, {begin, bytes.end()}});
      bytes.resize(i * block_bytes);
    }
  }
  expected_next_ = first + count;
  if (on_fetch_) on_fetch_(offset + bytes_fetched);
  return {};
}

}  // namespace edify::ingest
