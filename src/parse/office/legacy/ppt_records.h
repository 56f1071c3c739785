// The records of a PowerPoint 97-2003 stream: [MS-PPT] 2.3.1. Views into the stream; one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "parse/byte_range.h"

namespace edify::parse {

struct PptRecord {
  std::uint16_t type = 0;
  std::uint16_t instance = 0;
  bool is_container = false;
  std::string_view data;

  // 0 where it lies outside: damaged records are read as far as they go.
  std::uint32_t number(std::size_t at, int width = 4) const {
    if (at > data.size() || data.size() - at < static_cast<std::size_t>(width)) return 0;
    return static_cast<std::uint32_t>(little_endian(data, at, width));
  }
};

class PptRecords {
 public:
  explicit PptRecords(std::string_view bytes) : rest_(bytes) {}

  // False at the end.
  bool next(PptRecord& record) {
    if (rest_.size() < 8) return false;
    const auto head = static_cast<std::uint32_t>(little_endian(rest_, 0, 2));
    record.is_container = (head & 0xF) == 0xF;
    record.instance = static_cast<std::uint16_t>(head >> 4);
    record.type = static_cast<std::uint16_t>(little_endian(rest_, 2, 2));
    const std::uint64_t size = little_endian(rest_, 4, 4);
    record.data = rest_.substr(8, size);
    rest_.remove_prefix(8 + record.data.size());
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace edify::parse
