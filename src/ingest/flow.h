// What the threads of one run share: queues between the stages, budget, counters, and when it is over. Internal to
// ingest/.
//
//   Lister ──work──► Downloader ──downloaded──► ParseStage ──to_embed──► EmbedStage ──to_store──► StoreStage
//                        ▲                          │
//                        └──── read it again ───────┘ (it changed under the parser, or its source went away)
//
// A document is in the flow from begin() to end(). The queues stay open until the last one has ended, because documents
// may go back.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/bounded_queue.h"
#include "ingest/byte_budget.h"
#include "ingest/download_slots.h"
#include "ingest/pipeline.h"
#include "ingest/source_health.h"
#include "ingest/tally.h"
#include "model/range_reader.h"

namespace edify::ingest {

// A document that changes while it is read is started again so often, then it has failed.
inline constexpr std::uint32_t most_restarts = 3;

struct WorkItem {
  SourceObject object;
  std::uint32_t restarts = 0;  // because it changed while it was read
};

// A document that is leased and read, or ready to be read by ranges.
struct Downloaded {
  SourceObject object;
  catalog::LedgerEntry entry;
  bool forced = false;  // make it again although nothing changed
  std::uint32_t restarts = 0;
  std::string content_hash;
  std::string version;  // of these bytes in this pipeline; known to the parse stage
  std::unique_ptr<RangeReader> reader;
  ByteBudget::Reservation bytes;
};

// A parsed document on its way to the store.
struct DocumentJob {
  catalog::LedgerEntry entry;
  DocumentRecord record;
  std::vector<Chunk> chunks;
  ByteBudget::Reservation text;
  std::atomic<std::size_t> unstaged = 0;  // chunks
};

// chunks[begin, end) of a job; vectors.size() is end - begin once they are embedded.
struct ChunkSlice {
  std::shared_ptr<DocumentJob> job;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Embedding> vectors;
};

// Documents with the same bytes are parsed one after the other, so that the second finds the first published and takes
// a copy. Thread-safe.
class TwinGate {
 public:
  // True: go on, and call leave() when it has ended. False: a twin is under way; `item` was taken and comes back from
  // the twin's leave().
  bool enter(Downloaded& item) {
    const std::lock_guard lock(mutex_);
    const auto [twins, first] = under_way_.try_emplace(item.content_hash);
    if (!first) twins->second.push_back(std::move(item));
    return first;
  }
  std::vector<Downloaded> leave(const std::string& content_hash) {
    const std::lock_guard lock(mutex_);
    auto node = under_way_.extract(content_hash);
    return node.empty() ? std::vector<Downloaded>{} : std::move(node.mapped());
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<Downloaded>> under_way_;
};

// Content hashes of documents that were placed by copying in this run. Thread-safe.
class CopiedContent {
 public:
  void insert(const std::string& hash) {
    const std::lock_guard lock(mutex_);
    hashes_.insert(hash);
  }
  bool contains(const std::string& hash) const {
    const std::lock_guard lock(mutex_);
    return hashes_.contains(hash);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> hashes_;
};

class Flow {
 private:
  std::stop_source ending_;  // first: what follows is made with its token

 public:
  Flow(Stages& the_stages, const PipelineOptions& the_options, const Request& the_request, std::stop_token the_stop)
      : stages(the_stages),
        options(the_options),
        request(the_request),
        budget(the_options.document_memory),
        slots(the_options.downloads != 0 ? the_options.downloads : fewest_downloads),
        health(the_options.outage_patience, ending_.get_token()),
        stop_(std::move(the_stop)),
        on_stop_(stop_, [this] { ending_.request_stop(); }) {}

  Stages& stages;
  const PipelineOptions& options;
  const Request& request;
  ByteBudget budget;
  DownloadSlots slots;
  SourceHealth health;
  Tally tally;
  TwinGate twins;
  CopiedContent copied;

  // `work` holds descriptions, bounded by their bytes; the lister may run well ahead, so that the time left is known.
  // The bytes of what the others hold are bounded by `budget`. Beyond that they are as short as keeps the stages busy,
  // in documents and chunks: what one ingester has taken, others can not do.
  BoundedQueue<WorkItem> work{4 << 20};
  BoundedQueue<Downloaded> downloaded{16};
  BoundedQueue<ChunkSlice> to_embed{256};
  BoundedQueue<ChunkSlice> to_store{256};

  // Somebody asked to stop, or the run has failed: documents in hand are finished, no other is begun.
  // Asks the caller's token itself: the source hears of a stop from it too, and may return before on_stop_ has run.
  bool stopping() const { return stop_.stop_requested() || ending_.stop_requested(); }

  // A document that is in the flow already is not begun again: a listing may start over.
  void begin(const SourceObject& object);
  // So many bytes' worth of a document in hand is done; it counts as finished bytes until its end() counts all of it.
  void advance(const std::string& path, std::uint64_t bytes);
  std::uint64_t bytes_advanced() const;
  // `skipped`: it turned out that there was nothing to do.
  void end(const std::string& path, std::uint64_t size, bool skipped = false);
  // Another ingester holds it; it comes back by return_held().
  void hold(WorkItem item);
  void return_held();
  // True when no document is left, or the run has failed; false after `timeout`.
  bool wait_until_empty(std::chrono::milliseconds timeout);

  // An Error ends the run; the first is kept. What documents themselves cause does not come here.
  void note(const Result<void>& result);
  std::optional<Error> error() const;
  void close_queues();

  // The end of the lease that is taken or renewed now.
  UnixSeconds lease_end() const { return unix_now() + options.lease; }

 private:
  const std::stop_token stop_;
  std::stop_callback<std::function<void()>> on_stop_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::string, std::uint64_t> documents_;  // path → bytes advanced
  std::vector<WorkItem> held_;
  std::optional<Error> error_;
};

}  // namespace edify::ingest
