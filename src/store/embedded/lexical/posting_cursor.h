// Walks one term's postings forwards. It has two positions: the block that a text would be in (shallow, reads block
// entries only) and the posting itself (unpacks its block). One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "store/embedded/lexical/postings.h"

namespace edify::store::lexical {

// Behind every ordinal.
inline constexpr Ordinal end_of_postings = std::numeric_limits<Ordinal>::max();

class PostingCursor {
 public:
  // Stands on the first posting. `postings` must outlive the cursor.
  PostingCursor(const Postings& postings, const TermPostings& term);

  // Where it stands, or end_of_postings.
  Ordinal ordinal() const { return ordinal_; }
  // Of the posting that it stands on.
  std::uint32_t frequency();
  // Moves to the first posting at or behind `target`; never backwards. Damaged blocks end the walk.
  void advance_to(Ordinal target);

  // Moves the shallow position to the block that holds `target` if any does; never backwards. False: none is left.
  bool shallow_advance_to(Ordinal target);
  // The shallow position's block; only after shallow_advance_to() answered true.
  std::uint32_t shallow_block() const { return shallow_block_; }
  const BlockEntry& shallow_entry() const { return shallow_entry_; }

 private:
  void unpack_shallow_block();

  const Postings* postings_;
  TermPostings term_;
  std::uint32_t blocks_;
  std::uint32_t shallow_block_ = 0;
  BlockEntry shallow_entry_;
  std::uint32_t block_ = 0;  // unpacked
  std::size_t count_ = 0;    // of its postings
  std::size_t position_ = 0;
  bool has_frequencies_ = false;
  Ordinal ordinal_ = end_of_postings;
  std::array<Ordinal, block_capacity> ordinals_;
  std::array<std::uint32_t, block_capacity> frequencies_;
};

}  // namespace edify::store::lexical
