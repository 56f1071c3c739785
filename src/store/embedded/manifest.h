// The table of contents of a snapshot: which segment files make up the index at which position of the log.
// Plain values and their bytes; pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/embedded/index_state.h"
#include "store/embedded/segment_file.h"

namespace edify::store {

struct ManifestEntry {
  Partition partition;
  bool is_dense = false;  // else lexical
  std::string segment_id;
  FileSeal seal;
  std::vector<std::uint64_t> deleted;  // words of the Tombstones
};

struct Manifest {
  // A snapshot serves only the store and the model that it was made of.
  std::string store_id;
  std::string embedding_model;
  LogPosition position;
  std::vector<ManifestEntry> entries;
};

std::vector<std::byte> encode(const Manifest& manifest);
// Errors: unreadable where the bytes are damaged or of another format.
Result<Manifest> decode_manifest(std::span<const std::byte> bytes);

std::string file_name(const ManifestEntry& entry);

}  // namespace edify::store
