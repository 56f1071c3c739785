// All that searches read, as one immutable value: a search takes a shared_ptr to it once and holds no lock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "model/placement.h"
#include "store/embedded/segments.h"

namespace edify::store {

// An entry of the log of changes. The token is random, so that a log that was restored from a backup and went
// another way is noticed. {0, 0} stands before the first entry.
struct LogPosition {
  std::int64_t sequence = 0;
  std::int64_t token = 0;

  bool operator==(const LogPosition&) const = default;
};

struct PartitionIndex {
  std::vector<LiveDense> dense;
  std::vector<LiveLexical> lexical;
};

struct IndexState {
  LogPosition position;  // every change up to here is in, none after it
  std::map<Partition, PartitionIndex> partitions;
};

// What a batch of changes does to one partition.
struct PartitionUpdate {
  std::vector<PointKey> removed;
  std::shared_ptr<const DenseSegment> dense;  // null where nothing is added
  std::shared_ptr<const LexicalSegment> lexical;
};

// Deletes first, then adds: a key that comes back is in the new segment only.
void apply(PartitionIndex& index, const PartitionUpdate& update);

// Marks `keys` as deleted wherever `list` has them.
template <typename Segment>
void bury(std::vector<Live<Segment>>& list, std::span<const PointKey> keys);
extern template void bury(std::vector<LiveDense>&, std::span<const PointKey>);
extern template void bury(std::vector<LiveLexical>&, std::span<const PointKey>);

}  // namespace edify::store
