// What one document may cost. Plain values, each a setting (`parse.max_*`, docs/configuration.md). Over a limit:
// ErrorCode::over_limit with the reason that is named here.
#pragma once

#include <chrono>
#include <cstdint>

namespace edify::parse {

struct Limits {
  std::uint64_t bytes = 4ULL << 30;               // "bytes": as stored
  std::uint32_t pages = 20'000;                   // "pages": of those asked for
  std::uint64_t pixels = 50'000'000;              // "pixels": of one picture, as stored or as rendered
  std::uint64_t decompressed_bytes = 1ULL << 30;  // "decompressed_bytes": of all parts of a container together
  std::uint32_t decompression_ratio = 200;        // "decompression_ratio": unpacked : packed, of a container or stream
  std::uint32_t entries = 20'000;                 // "entries": of one archive
  std::uint64_t entry_bytes = 64ULL << 20;        // "entry_bytes": of an archive's entry, unpacked into memory
  std::uint32_t nesting = 200;                    // "nesting": containers in containers, elements in elements
  std::uint32_t elements = 2'000'000;             // "elements"
  std::uint64_t text_bytes = 256ULL << 20;        // "text_bytes": of all elements together
  // Both are kept by the worker's parent, and what the source takes for its bytes does not count.
  std::chrono::milliseconds page_time = std::chrono::minutes(2);  // "page_timeout"
  std::chrono::milliseconds time = std::chrono::minutes(10);      // "timeout": the whole document

  bool operator==(const Limits&) const = default;
};

// Calls `visit` with each limit, so that a message or a table can not forget one.
void each_limit(auto& limits, auto&& visit) {
  visit(limits.bytes);
  visit(limits.pages);
  visit(limits.pixels);
  visit(limits.decompressed_bytes);
  visit(limits.decompression_ratio);
  visit(limits.entries);
  visit(limits.entry_bytes);
  visit(limits.nesting);
  visit(limits.elements);
  visit(limits.text_bytes);
  visit(limits.page_time);
  visit(limits.time);
}

}  // namespace edify::parse
