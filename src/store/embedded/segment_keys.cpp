#include "store/embedded/segment_keys.h"

#include <algorithm>
#include <numeric>

namespace edify::store {

SegmentKeys::SegmentKeys(std::vector<PointKey> keys) {
  struct Buffers {
    std::vector<PointKey> keys;
    std::vector<Ordinal> sorted;
  };
  auto buffers = std::make_shared<Buffers>(Buffers{.keys = std::move(keys), .sorted = {}});
  buffers->sorted.resize(buffers->keys.size());
  std::iota(buffers->sorted.begin(), buffers->sorted.end(), Ordinal{0});
  std::ranges::stable_sort(buffers->sorted, {}, [&](Ordinal ordinal) { return buffers->keys[ordinal]; });
  keys_ = buffers->keys;
  sorted_ = buffers->sorted;
  owner_ = std::move(buffers);
}

std::optional<Ordinal> SegmentKeys::find(PointKey key) const {
  if (key == no_key) return std::nullopt;
  const auto found = std::ranges::lower_bound(sorted_, key, {}, [&](Ordinal ordinal) { return keys_[ordinal]; });
  if (found == sorted_.end() || keys_[*found] != key) return std::nullopt;
  return *found;
}

}  // namespace edify::store
