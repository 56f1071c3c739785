// Which ordinals of a segment are deleted. Immutable once shared: a deletion makes a new one (copy on write).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace edify::store {

class Tombstones {
 public:
  Tombstones() = default;
  // One bit an ordinal, set = deleted, 64 a word.
  explicit Tombstones(std::vector<std::uint64_t> words);

  // Marks `ordinal` of a segment with `size` ordinals.
  void bury(std::size_t ordinal, std::size_t size);

  bool contains(std::size_t ordinal) const {
    return !words_.empty() && (words_[ordinal / 64] >> (ordinal % 64) & 1U) != 0;
  }
  std::size_t count() const { return count_; }
  // Empty where nothing is deleted.
  std::span<const std::uint64_t> words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t count_ = 0;
};

}  // namespace edify::store
