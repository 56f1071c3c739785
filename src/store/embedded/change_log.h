// Reads the log of changes, and the chunks that it speaks of, from SQLite. Functions of one connection each, and of
// one read transaction.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/embedded/connection.h"
#include "store/embedded/index_state.h"

namespace edify::store {

struct NewChunk {
  std::string words;  // what lexical search finds it by: the headings above it and its text
  HalfVector vector;
};

struct PartitionChanges {
  std::vector<PointKey> removed;
  std::map<PointKey, NewChunk> added;
};

struct ChangeBatch {
  std::map<Partition, PartitionChanges> partitions;
  LogPosition position;  // after the batch
  bool is_last = true;   // false: there is more in the log
};

// A batch ends with the document that fills it.
inline constexpr std::size_t chunks_a_batch = 8192;

// True where the log still leads on from `position`: it was neither trimmed past it nor replaced.
Result<bool> leads_on_from(Connection& connection, const LogPosition& position);

// The changes after `after`. A version that a later change removes again is left out: its chunks are gone.
Result<ChangeBatch> read_changes(Connection& connection, const LogPosition& after);

// Everything that is published, for building from nothing.
struct PublishedVersion {
  Partition partition;
  std::int64_t version_id = 0;
};
struct Published {
  std::vector<PublishedVersion> versions;  // by partition
  LogPosition position;
};
Result<Published> list_published(Connection& connection);

// The chunks of versions from `begin` on, until a batch is full; `begin` moves behind them.
Result<ChangeBatch> read_published(Connection& connection, const Published& published, std::size_t& begin);

// Deletes what is far behind `position`; whoever has not followed so far must rebuild.
Result<void> trim_changes(Connection& connection, const LogPosition& position);

}  // namespace edify::store
