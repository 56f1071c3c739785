// The PointKeys of a segment by ordinal, and the way back. Immutable; the memory is a heap buffer or a mapped file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/hit.h"

namespace edify::store {

using Ordinal = std::uint32_t;  // a chunk's position in its segment

// The key of an ordinal whose chunk is gone for good. No chunk has it: SQLite counts from 1.
inline constexpr PointKey no_key = 0;

class SegmentKeys {
 public:
  explicit SegmentKeys(std::vector<PointKey> keys);
  // Views memory that `owner` keeps alive; `sorted` are the ordinals in order of their keys.
  SegmentKeys(std::span<const PointKey> keys, std::span<const Ordinal> sorted, std::shared_ptr<const void> owner)
      : keys_(keys), sorted_(sorted), owner_(std::move(owner)) {}

  std::size_t size() const { return keys_.size(); }
  PointKey operator[](Ordinal ordinal) const { return keys_[ordinal]; }
  std::optional<Ordinal> find(PointKey key) const;

  std::span<const PointKey> keys() const { return keys_; }
  std::span<const Ordinal> sorted() const { return sorted_; }

 private:
  std::span<const PointKey> keys_;
  std::span<const Ordinal> sorted_;
  std::shared_ptr<const void> owner_;
};

}  // namespace edify::store
