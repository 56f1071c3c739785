// A segment as a file: a header and up to five sections, each aligned so that it can be used where it is mapped.
//
// Where the store is encrypted, so are these files: sealed (base/sealed_stream.h) under `key`, 32 bytes, and bound to
// their names. Such a file is not mapped but unsealed into memory. An empty key: they are as they are.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/secret.h"

namespace edify::store {

// What a segment is made of; a lexical one leaves the last two empty, a dense one has one of them.
struct Section {
  enum : std::size_t { keys, sorted, vectors_or_postings, coarse_vectors, graph, count };
};
using Sections = std::array<std::span<const std::byte>, Section::count>;

// What a manifest knows of a segment, to notice when a file does not hold the one that was written.
struct FileSeal {
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;  // XXH3, 64 bits, of all its bytes

  bool operator==(const FileSeal&) const = default;
};

// What the file of such a segment takes on disk.
std::uint64_t stored_size(const FileSeal& seal, const Secret& key);

struct MappedSegment {
  Sections sections;
  std::shared_ptr<const void> owner;  // unmaps it
};

// Written whole and flushed to disk before it gets its name. Errors: unavailable (disk full, no permission).
Result<FileSeal> write_segment_file(const std::filesystem::path& file, const Sections& sections, const Secret& key);
// Reads the file once to check it. Errors: unreadable where it does not fit the seal or the key.
Result<MappedSegment> map_segment_file(const std::filesystem::path& file, const FileSeal& seal, const Secret& key);

// Writes the pieces, one behind the other, to a temporary neighbour, flushes it, and renames it to `file`.
Result<void> replace_file(const std::filesystem::path& file, std::span<const std::span<const std::byte>> pieces,
                          const Secret& key);
// What replace_file wrote. Errors: not_found, unreadable.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& file, const Secret& key);

}  // namespace edify::store
