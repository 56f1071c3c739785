// A compound file ([MS-CFB]), the file system within Office 97-2003 documents: its streams, read by ranges.
//
// Everything in it may lie: chains are followed for as many sectors as the file has and no further, sizes are held
// against the file's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/range_reader.h"

namespace edify::parse {

struct CompoundEntry {
  std::string name;  // UTF-8
  bool is_stream = false;
  std::uint32_t first_sector = 0;
  std::uint64_t size = 0;
  std::uint32_t left = 0;  // siblings and child as places in the directory
  std::uint32_t right = 0;
  std::uint32_t child = 0;
};

// `reader` must outlive it. One thread at a time. Memory: the allocation table (1/128 of the file) and the directory.
class CompoundFile {
 public:
  // Errors: unreadable ("malformed"); what the reader says.
  static Result<CompoundFile> open(RangeReader& reader);

  // The entries of the root folder, or of the storage that `folder` is, in no order that means anything.
  std::vector<const CompoundEntry*> entries() const { return children_of(entries_[0]); }
  std::vector<const CompoundEntry*> entries(const CompoundEntry& folder) const { return children_of(folder); }

  // A stream of the root folder, without regard to ASCII case; nullptr where there is none.
  const CompoundEntry* find(std::string_view name) const;

  // The stream's bytes, fewer than its size where its chain ends early. Errors: over_limit ("entry_bytes") above
  // `limit`; unreadable ("malformed": the chain leaves the file or runs in a circle); what the reader says.
  Result<std::string> read(const CompoundEntry& entry, std::uint64_t limit);

 private:
  explicit CompoundFile(RangeReader& reader) : reader_(&reader) {}

  Result<void> read_header();
  Result<void> read_allocation_table(std::string_view header);
  Result<void> read_directory(std::uint32_t first_sector);
  Result<void> read_mini_stream(std::uint32_t first_table_sector);
  Result<std::vector<std::uint32_t>> chain(std::uint32_t first, const std::vector<std::uint32_t>& table,
                                           std::uint64_t sectors_wanted) const;
  Result<std::string> read_sectors(std::uint32_t first, std::uint64_t size);
  Result<std::string> read_mini(const CompoundEntry& entry);
  std::vector<const CompoundEntry*> children_of(const CompoundEntry& folder) const;

  RangeReader* reader_;
  std::uint32_t sector_bytes_ = 512;
  std::uint32_t mini_sector_bytes_ = 64;
  std::uint64_t sector_count_ = 0;
  std::uint32_t mini_cutoff_ = 4096;
  std::vector<std::uint32_t> table_;
  std::vector<std::uint32_t> mini_table_;
  std::string mini_stream_;
  bool has_wide_sizes_ = false;
  std::vector<CompoundEntry> entries_;
};

}  // namespace edify::parse
