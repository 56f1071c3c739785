// The bytes of a postings segment, little-endian, without alignment:
//
//   Header | lengths: u32 × documents | TermEntry × terms, ascending by term | BlockEntry × blocks
//          | slots: u32 × slot_count(terms) (term_slots.h) | term_bytes of terms | posting_bytes of blocks |
//          unpack_overrun zeros
//
// A term's postings are ceil(document_frequency / block_capacity) blocks, all full but the last. A term of one block
// (nearly all are) has no BlockEntry: its TermEntry says all that one could. A block is
//
//   u8 width of gaps, u8 width of frequencies, packed gaps, packed frequencies - 1      (bit_packing.h)
//
// where a gap is ordinal - previous ordinal - 1, across the term's blocks, and from -1 at its start.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "store/embedded/lexical/bit_packing.h"
#include "store/embedded/lexical/impacts.h"
#include "store/embedded/lexical/term_slots.h"

namespace edify::store::lexical {

inline constexpr std::array<char, 8> segment_magic = {'E', 'D', 'F', 'Y', 'B', 'M', '2', '5'};
inline constexpr std::uint32_t segment_version = 1;
inline constexpr std::size_t block_capacity = 128;

struct SegmentHeader {
  std::array<char, 8> magic = segment_magic;
  std::uint32_t version = segment_version;
  std::uint32_t analyzer = 0;
  std::uint32_t documents = 0;
  std::uint32_t terms = 0;
  std::uint32_t blocks = 0;
  std::uint32_t term_bytes = 0;
  std::uint64_t posting_bytes = 0;  // without the zeros behind them; less than 4 GiB
  std::uint64_t total_length = 0;
};
static_assert(sizeof(SegmentHeader) == 48);

struct TermEntry {
  std::uint32_t term_begin = 0;  // in term_bytes; ends where the next one begins
  std::uint32_t document_frequency = 0;
  std::uint32_t blocks = 0;  // index of its first BlockEntry; of a single block: where it begins in posting_bytes
  Impacts impacts;           // of all its postings
};
static_assert(sizeof(TermEntry) == 24);

struct BlockEntry {
  std::uint32_t last_ordinal = 0;
  std::uint32_t begin = 0;  // in posting_bytes
  Impacts impacts;
};
static_assert(sizeof(BlockEntry) == 20);

constexpr std::uint64_t segment_size(const SegmentHeader& header) {
  return sizeof header + std::uint64_t{header.documents} * sizeof(std::uint32_t) +
         std::uint64_t{header.terms} * sizeof(TermEntry) + std::uint64_t{header.blocks} * sizeof(BlockEntry) +
         slot_count(header.terms) * sizeof(std::uint32_t) + header.term_bytes + header.posting_bytes + unpack_overrun;
}

}  // namespace edify::store::lexical
