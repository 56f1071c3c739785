#include "parse/sandbox/socket_reader.h"

#include <algorithm>
#include <cstring>

namespace edify::parse {
namespace {

constexpr std::uint64_t block_bytes = 256 << 10;
constexpr std::size_t max_blocks = 32;
constexpr std::uint64_t read_ahead_blocks = max_range_bytes / block_bytes;

}  // namespace

Result<std::size_t> SocketReader::read(std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= size_) return 0;
  const std::size_t wanted = std::min<std::uint64_t>(out.size(), size_ - offset);
  std::size_t filled = 0;
  while (filled < wanted) {
    EDIFY_TRY(const Block* source, block((offset + filled) / block_bytes));
    const std::uint64_t within = (offset + filled) % block_bytes;
    if (within >= source->bytes.size()) break;  // the document became shorter
    const std::size_t count = std::min<std::size_t>(wanted - filled, source->bytes.size() - within);
    std::memcpy(out.data() + filled, source->bytes.data() + within, count);
    filled += count;
  }
  return filled;
}

Result<const SocketReader::Block*> SocketReader::block(std::uint64_t index) {
  auto found = std::ranges::find(blocks_, index, &Block::index);
  if (found == blocks_.end()) {
    EDIFY_CHECK(fetch(index));
    found = std::ranges::find(blocks_, index, &Block::index);
  }
  found->last_use = ++clock_;
  return &*found;
}

Result<void> SocketReader::fetch(std::uint64_t index) {
  const std::uint64_t count = index == next_sequential_ && index > 0 ? read_ahead_blocks : 1;
  const std::uint64_t offset = index * block_bytes;
  const auto length = static_cast<std::uint32_t>(std::min(count * block_bytes, size_ - offset));
  EDIFY_CHECK(socket_.send(FrameType::read_range, encode(RangeRequest{offset, length})));
  EDIFY_TRY(const std::optional<Frame> reply, socket_.receive());
  if (!reply) return fail(ErrorCode::unavailable, "the parse worker's parent is gone", "closed");
  if (reply->type == FrameType::read_failed) return std::unexpected(decode_error(reply->payload));
  if (reply->type != FrameType::bytes || reply->payload.size() > length) {
    return fail(ErrorCode::internal, "the parse worker's parent answered a range with something else", "protocol");
  }
  const std::string_view bytes = reply->payload;
  for (std::uint64_t i = 0; i < count && i * block_bytes < length; ++i) {
    const std::size_t begin = std::min<std::size_t>(i * block_bytes, bytes.size());
    Block& target = least_recently_used();
    target = {index + i, ++clock_, std::string(bytes.substr(begin, block_bytes))};
  }
  next_sequential_ = index + count;
  return {};
}

// Read-ahead may fetch a block that is here already: the older copy is the one to replace.
SocketReader::Block& SocketReader::least_recently_used() {
  if (blocks_.size() < max_blocks) return blocks_.emplace_back();
  return *std::ranges::min_element(blocks_, {}, &Block::last_use);
}

}  // namespace edify::parse
