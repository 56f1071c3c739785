#include "store/embedded/selection.h"

#include <memory>

namespace edify::store {
namespace {

// All ordinals deleted but those that `live` has alive among `keys`.
template <typename Segment>
Live<Segment> keep_only(const Live<Segment>& live, std::span<const PointKey> keys) {
  const auto& segment_keys = live.segment->keys();
  std::vector<std::uint64_t> words((segment_keys.size() + 63) / 64, ~std::uint64_t{0});
  const auto keep = [&](Ordinal ordinal) {
    if (!live.deleted->contains(ordinal)) words[ordinal / 64] &= ~(std::uint64_t{1} << (ordinal % 64));
  };
  // Both lists ascend by key: one walk over the longer, or a look-up for each of a few.
  constexpr std::size_t few = 16;
  if (keys.size() * few < segment_keys.size()) {
    for (const PointKey key : keys) {
      if (const auto ordinal = segment_keys.find(key)) keep(*ordinal);
    }
  } else {
    auto key = keys.begin();
    for (const Ordinal ordinal : segment_keys.sorted()) {
      while (key != keys.end() && *key < segment_keys[ordinal]) ++key;
      if (key != keys.end() && *key == segment_keys[ordinal]) keep(ordinal);
    }
  }
  // Ordinals beyond the end are no chunks: they must not count as deleted.
  if (const std::size_t rest = segment_keys.size() % 64; rest != 0) words.back() &= (std::uint64_t{1} << rest) - 1;
  return Live<Segment>(live.segment, std::make_shared<const Tombstones>(std::move(words)));
}

}  // namespace

IndexState restrict_to(const IndexState& state, const Scope& scope, std::span<const PointKey> keys) {
  IndexState restricted{.position = state.position, .partitions = {}};
  for (const auto& [partition, index] : state.partitions) {
    if (!scope.allows(partition)) continue;
    auto& kept = restricted.partitions[partition];
    for (const auto& live : index.dense) kept.dense.push_back(keep_only(live, keys));
    for (const auto& live : index.lexical) kept.lexical.push_back(keep_only(live, keys));
  }
  return restricted;
}

}  // namespace edify::store
