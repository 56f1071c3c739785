#include "store/embedded/index_state.h"

namespace edify::store {

template <typename Segment>
void bury(std::vector<Live<Segment>>& list, std::span<const PointKey> keys) {
  for (auto& live : list) {
    std::vector<Ordinal> found;
    for (const PointKey key : keys) {
      const auto ordinal = live.segment->keys().find(key);
      if (ordinal && !live.deleted->contains(*ordinal)) found.push_back(*ordinal);
    }
    if (found.empty()) continue;
    auto deleted = std::make_shared<Tombstones>(*live.deleted);
    for (const Ordinal ordinal : found) deleted->bury(ordinal, live.total());
    live.deleted = std::move(deleted);
  }
  std::erase_if(list, [](const auto& live) { return live.alive() == 0; });
}

template void bury(std::vector<LiveDense>&, std::span<const PointKey>);
template void bury(std::vector<LiveLexical>&, std::span<const PointKey>);

void apply(PartitionIndex& index, const PartitionUpdate& update) {
  bury(index.dense, update.removed);
  bury(index.lexical, update.removed);
  // A change that was already in (a rebuild may read ahead of the log) must not make a chunk appear twice.
  if (update.dense) {
    bury(index.dense, update.dense->keys().keys());
    index.dense.emplace_back(update.dense);
  }
  if (update.lexical) {
    bury(index.lexical, update.lexical->keys().keys());
    index.lexical.emplace_back(update.lexical);
  }
}

}  // namespace edify::store
