// The last two stages: chunks → vectors → store. Internal to ingest/.
#pragma once

#include "ingest/flow.h"

namespace edify::ingest {

// Embeds what has gathered, whichever documents it comes from, in batches of options.embed_batch chunks and less only
// where no more is waiting. Any number of threads, each with its own.
class EmbedStage {
 public:
  explicit EmbedStage(Flow& flow) : flow_(flow) {}
  // Until the queue of chunks is closed.
  void work();

 private:
  void embed(std::vector<ChunkSlice>& slices);
  Flow& flow_;
};

// Stages embedded chunks, and publishes a document when its last ones are staged. Any number of threads.
class StoreStage {
 public:
  explicit StoreStage(Flow& flow) : flow_(flow) {}
  // Until the queue of embedded chunks is closed.
  void work();

 private:
  Result<void> store(ChunkSlice& slice);
  Result<void> publish(DocumentJob& job);
  Flow& flow_;
};

}  // namespace edify::ingest
