#include "store/embedded/lexical/posting_cursor.h"

#include <algorithm>

namespace edify::store::lexical {

PostingCursor::PostingCursor(const Postings& postings, const TermPostings& term)
    : postings_(&postings), term_(term), blocks_(term.blocks()), shallow_entry_(postings.block(term, 0)) {
  unpack_shallow_block();
}

void PostingCursor::unpack_shallow_block() {
  block_ = shallow_block_;
  position_ = 0;
  has_frequencies_ = false;
  count_ = postings_->read_ordinals(term_, block_, ordinals_);
  ordinal_ = count_ == 0 ? end_of_postings : ordinals_[0];
}

bool PostingCursor::shallow_advance_to(Ordinal target) {
  while (shallow_block_ < blocks_ && shallow_entry_.last_ordinal < target) {
    if (++shallow_block_ < blocks_) shallow_entry_ = postings_->block(term_, shallow_block_);
  }
  return shallow_block_ < blocks_;
}

void PostingCursor::advance_to(Ordinal target) {
  if (ordinal_ >= target) return;
  if (!shallow_advance_to(target)) {
    ordinal_ = end_of_postings;
    return;
  }
  if (shallow_block_ != block_) unpack_shallow_block();
  if (ordinal_ >= target) return;
  // The block's last ordinal is at or behind the target, or it would not be this block.
  const auto found = std::lower_bound(ordinals_.begin() + static_cast<std::ptrdiff_t>(position_),
                                      ordinals_.begin() + static_cast<std::ptrdiff_t>(count_), target);
  position_ = static_cast<std::size_t>(found - ordinals_.begin());
  ordinal_ = position_ < count_ ? *found : end_of_postings;
}

std::uint32_t PostingCursor::frequency() {
  if (!has_frequencies_) {
    postings_->read_frequencies(term_, block_, frequencies_);
    has_frequencies_ = true;
  }
  return frequencies_[position_];
}

}  // namespace edify::store::lexical
