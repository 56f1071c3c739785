// A segment as a file: a header and up to five sections, each aligned so that it can be used where it is mapped.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/error.h"

namespace edify::store {

// What a segment is made of; a lexical one leaves the last two empty, a dense one has one of them.
struct Section {
  enum : std::size_t { keys, sorted, vectors_or_postings, coarse_vectors, graph, count };
};
using Sections = std::array<std::span<const std::byte>, Section::count>;

// What a manifest knows of a file, to notice when it is not the one that was written.
struct FileSeal {
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;  // XXH3, 64 bits, of the whole file

  bool operator==(const FileSeal&) const = default;
};

struct MappedSegment {
  Sections sections;
  std::shared_ptr<const void> owner;  // unmaps the file
};

// Written whole and flushed to disk before it gets its name. Errors: unavailable (disk full, no permission).
Result<FileSeal> write_segment_file(const std::filesystem::path& file, const Sections& sections);
// Maps the file read only after reading it once to check it. Errors: unreadable where it does not fit the seal.
Result<MappedSegment> map_segment_file(const std::filesystem::path& file, const FileSeal& seal);

// Writes `bytes` to a temporary neighbour, flushes it, and renames it to `file`.
Result<void> replace_file(const std::filesystem::path& file, std::span<const std::span<const std::byte>> pieces);

}  // namespace edify::store
