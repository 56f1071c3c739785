// Writes a segment (segment_format.h) term by term. Built and merged segments both come from here, which is why
// they are the same bytes. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "store/embedded/lexical/postings.h"

namespace edify::store::lexical {

class SegmentWriter {
 public:
  // `lengths` of all texts, in terms, by ordinal.
  explicit SegmentWriter(std::vector<std::uint32_t> lengths);

  // Terms ascend by bytes; postings ascend by ordinal and are not empty.
  void add(std::string_view term, std::span<const Posting> postings);
  // Throws std::length_error where a section passes 4 GiB. Call once, last.
  std::vector<std::byte> finish();

 private:
  // Appends one block to posting_bytes_; `next_ordinal` is the first that it may hold.
  Impacts add_block(std::span<const Posting> postings, Ordinal next_ordinal);
  Impacts impacts_of(std::span<const Posting> postings);
  std::vector<std::uint32_t> make_slots() const;

  std::vector<std::uint32_t> lengths_;
  std::uint64_t total_length_;
  Bm25 typical_;  // what the segment alone would be scored with
  std::vector<TermEntry> terms_;
  std::vector<BlockEntry> blocks_;
  std::vector<char> term_bytes_;
  std::vector<std::byte> posting_bytes_;
  ImpactsBuilder impacts_;
  std::vector<std::uint32_t> gaps_;
  std::vector<std::uint32_t> frequencies_;
};

}  // namespace edify::store::lexical
