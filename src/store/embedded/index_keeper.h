// Keeps the derived indexes of one store: loads them, follows the log of changes, merges in the background and
// saves snapshots. Searches take the current IndexState and are never waited for.
//
// Locks, in the order in which they are taken: following_ (catching up), merging_ (one merge at a time), changing_
// (reading, changing and replacing the state), state_mutex_ (the pointer only). Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "store/embedded/change_log.h"
#include "store/embedded/index_state.h"
#include "store/embedded/snapshot.h"

namespace edify::store {

struct KeeperOptions {
  bool follows = true;              // runs in the background; else only when told to catch up
  std::size_t graph_threshold = 0;  // vectors of a partition from which on a graph is built over them
};

class IndexKeeper {
 public:
  // One that follows loads the snapshot, catches up or rebuilds, and starts its threads.
  static Result<std::unique_ptr<IndexKeeper>> open(Connection connection, std::unique_ptr<SnapshotFolder> snapshots,
                                                   const KeeperOptions& options);
  // Stops the threads; a keeper that follows saves what is not saved yet.
  ~IndexKeeper();

  bool follows() const { return options_.follows; }
  std::shared_ptr<const IndexState> state() const;

  // Brings the state up to what is committed now. Nearly free where nothing was (some microseconds).
  Result<void> catch_up();
  // Catches up, merges all that is due, saves.
  Result<void> snapshot();

 private:
  IndexKeeper(Connection connection, std::unique_ptr<SnapshotFolder> snapshots, const KeeperOptions& options);

  void load_snapshot();
  Result<void> follow_log();
  Result<void> rebuild();
  void replace_state(std::shared_ptr<const IndexState> state);
  Result<void> save(const std::shared_ptr<const IndexState>& state);

  // False where nothing was due.
  Result<bool> merge_one(const std::stop_token& stop);
  template <typename Segment>
  void install(const Partition& partition, std::vector<Live<Segment>> PartitionIndex::*list,
               std::span<const Live<Segment>> inputs, std::shared_ptr<const Segment> merged);

  void start_threads();
  void run_follower(const std::stop_token& stop);
  void run_merger(const std::stop_token& stop);
  Result<void> merge_and_save(const std::stop_token& stop);

  const KeeperOptions options_;

  std::mutex following_;
  Connection connection_;
  std::optional<std::int64_t> seen_data_version_;

  std::mutex merging_;
  const std::unique_ptr<SnapshotFolder> snapshots_;
  std::shared_ptr<const IndexState> saved_;  // what the folder holds, as far as this keeper knows
  bool has_unsaved_merges_ = false;
  std::chrono::steady_clock::time_point next_save_{};

  std::mutex changing_;
  mutable std::mutex state_mutex_;
  std::shared_ptr<const IndexState> state_ = std::make_shared<const IndexState>();
  std::condition_variable_any state_changed_;  // with state_mutex_

  std::jthread follower_;
  std::jthread merger_;
};

}  // namespace edify::store
