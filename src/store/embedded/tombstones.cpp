#include "store/embedded/tombstones.h"

#include <bit>

namespace edify::store {

Tombstones::Tombstones(std::vector<std::uint64_t> words) : words_(std::move(words)) {
  for (const auto word : words_) count_ += static_cast<std::size_t>(std::popcount(word));
}

void Tombstones::bury(std::size_t ordinal, std::size_t size) {
  if (contains(ordinal)) return;
  words_.resize((size + 63) / 64);
  words_[ordinal / 64] |= std::uint64_t{1} << (ordinal % 64);
  ++count_;
}

}  // namespace edify::store
