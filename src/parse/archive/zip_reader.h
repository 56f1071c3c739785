// A ZIP archive's entries, read through a RangeReader in place and unpacked into memory within limits.
//
// Everything in an archive may lie. What an entry really unpacks to is counted while it unpacks, never taken from its
// header: bytes of one entry, bytes of all entries of a document (UnpackBudget), and the ratio to the packed bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/limits.h"

namespace edify::parse {

// What a document may still unpack. Archives within an archive share one, so nesting multiplies nothing.
struct UnpackBudget {
  std::uint64_t bytes_left = 0;
};

struct ZipEntry {
  std::uint64_t index = 0;  // the place in entries()
  std::string name;         // UTF-8, '/' between parts, as the archive has it; a label, never a path to write to
  std::uint64_t size = 0;   // unpacked, as the directory says
  std::uint64_t packed_size = 0;
  bool is_folder = false;
  bool is_encrypted = false;
};

// `reader`, `limits` and `budget` must outlive it. One thread at a time; one entry at a time.
class ZipReader {
 public:
  // Errors: over_limit ("entries"); unreadable ("malformed"); what the reader says.
  static Result<ZipReader> open(RangeReader& reader, const Limits& limits, UnpackBudget& budget);

  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;
  ~ZipReader();

  const std::vector<ZipEntry>& entries() const { return entries_; }

  // The entry of this name: exactly, else without regard to ASCII case as OPC wants it; nullptr where there is none.
  const ZipEntry* find(std::string_view name) const;

  // The entry's bytes. Errors: over_limit ("entry_bytes", "decompressed_bytes", "decompression_ratio"); unreadable
  // ("encrypted"; "malformed": packed data, checksum or size is wrong; "unsafe_name": the name leaves the archive);
  // what the reader says.
  Result<std::string> read(const ZipEntry& entry);

  // The same in pieces of at most 64 KiB, without the limit on one entry; `take` answers false to stop early.
  Result<void> stream(const ZipEntry& entry, const std::function<Result<bool>(std::string_view)>& take);

 private:
  struct Archive;
  ZipReader(std::unique_ptr<Archive> archive, const Limits& limits, UnpackBudget& budget);
  Error failure(std::string_view what, int zip_code) const;
  Result<void> count_unpacked(const ZipEntry& entry, std::uint64_t unpacked, std::uint64_t piece);

  std::unique_ptr<Archive> archive_;
  const Limits* limits_;
  UnpackBudget* budget_;
  std::vector<ZipEntry> entries_;
};

}  // namespace edify::parse
