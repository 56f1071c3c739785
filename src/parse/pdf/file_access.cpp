#include "parse/pdf/file_access.h"

#include <algorithm>
#include <cstring>

namespace edify::parse::pdf {

FileAccess::FileAccess(RangeReader& reader) : reader_(reader) {
  access_.m_FileLen = reader.size();
  access_.m_GetBlock = &FileAccess::get_block;
  access_.m_Param = this;
}

int FileAccess::get_block(void* self, unsigned long position, unsigned char* buffer, unsigned long size) {
  return static_cast<FileAccess*>(self)->read(position, buffer, size) ? 1 : 0;
}

bool FileAccess::read(std::uint64_t position, unsigned char* buffer, std::size_t size) {
  if (error_) return false;
  if (position > access_.m_FileLen || size > access_.m_FileLen - position) return false;
  bytes_served_ += size;
  while (size > 0) {
    const Block* block = block_at(position / block_size);
    const std::size_t offset = position % block_size;
    if (!block || offset >= block->bytes.size()) return false;
    const std::size_t count = std::min(size, block->bytes.size() - offset);
    std::memcpy(buffer, block->bytes.data() + offset, count);
    position += count;
    buffer += count;
    size -= count;
  }
  return true;
}

const FileAccess::Block* FileAccess::block_at(std::uint64_t index) {
  const auto hit = std::ranges::find(blocks_, index, &Block::index);
  if (hit != blocks_.end()) {
    hit->last_used = ++clock_;
    return &*hit;
  }
  Block& block = *std::ranges::min_element(blocks_, {}, &Block::last_used);
  const std::uint64_t begin = index * block_size;
  block.index = UINT64_MAX;
  block.bytes.resize(std::min<std::uint64_t>(block_size, access_.m_FileLen - begin));
  const Result<std::size_t> count = reader_.read(begin, block.bytes);
  if (!count) {
    error_ = count.error();
    return nullptr;
  }
  block.bytes.resize(*count);
  block.index = index;
  block.last_used = ++clock_;
  return &block;
}

}  // namespace edify::parse::pdf
