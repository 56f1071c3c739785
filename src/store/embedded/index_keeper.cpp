#include "store/embedded/index_keeper.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>

#include "base/log.h"
#include "store/embedded/merge.h"
#include "store/embedded/merge_policy.h"

namespace edify::store {
namespace {

using namespace std::chrono_literals;

constexpr auto follow_interval = 150ms;
constexpr auto save_interval = 60s;
constexpr int lowest_priority = 19;

// A graph is extended cheaply, so its tail is kept short; postings are rewritten whole, so they wait for more.
constexpr MergePolicy dense_policy{.growth = 64, .free_segments = 4, .most_deleted = 0.25};
constexpr MergePolicy lexical_policy{.growth = 8, .free_segments = 8, .most_deleted = 0.25};

Result<PartitionUpdate> build_update(const PartitionChanges& changes) {
  PartitionUpdate update{.removed = changes.removed, .dense = nullptr, .lexical = nullptr};
  if (changes.added.empty()) return update;
  std::vector<PointKey> keys;
  std::vector<HalfVector> vectors;
  lexical::PostingsBuilder postings;
  for (const auto& [key, chunk] : changes.added) {
    keys.push_back(key);
    vectors.push_back(chunk.vector);
    postings.add(chunk.words);
  }
  const SegmentKeys segment_keys(std::move(keys));
  update.dense = std::make_shared<const DenseSegment>(segment_keys, std::move(vectors), std::nullopt);
  EDIFY_TRY(update.lexical, LexicalSegment::make(segment_keys, postings.finish()));
  return update;
}

Result<std::map<Partition, PartitionUpdate>> build_updates(const ChangeBatch& batch) {
  std::map<Partition, PartitionUpdate> updates;
  for (const auto& [partition, changes] : batch.partitions) {
    EDIFY_TRY(updates[partition], build_update(changes));
  }
  return updates;
}

void apply_all(IndexState& state, const std::map<Partition, PartitionUpdate>& updates, const LogPosition& position) {
  for (const auto& [partition, update] : updates) apply(state.partitions[partition], update);
  state.position = position;
}

std::vector<LiveDense> choose_inputs(std::span<const LiveDense> list, std::size_t graph_threshold) {
  std::vector<SegmentSize> sizes;
  for (const auto& live : list) {
    const bool wants_graph = live.segment->graph() == nullptr && live.total() >= graph_threshold;
    sizes.push_back({.total = live.total(), .deleted = live.deleted->count(), .wants_graph = wants_graph});
  }
  std::vector<LiveDense> inputs;
  for (const auto position : choose_merge(sizes, dense_policy)) inputs.push_back(list[position]);
  return inputs;
}

std::vector<LiveLexical> choose_inputs(std::span<const LiveLexical> list) {
  std::vector<SegmentSize> sizes;
  for (const auto& live : list) {
    sizes.push_back({.total = live.total(), .deleted = live.deleted->count(), .wants_graph = false});
  }
  std::vector<LiveLexical> inputs;
  for (const auto position : choose_merge(sizes, lexical_policy)) inputs.push_back(list[position]);
  return inputs;
}

// Takes the inputs out of `list`. Answers the keys that were deleted from them since the merge began; nothing
// where `list` has none of them any more, because it was built anew meanwhile.
template <typename Segment>
std::optional<std::vector<PointKey>> take_out(std::vector<Live<Segment>>& list, std::span<const Live<Segment>> inputs) {
  bool is_known = false;
  std::vector<PointKey> deleted_since;
  for (const auto& input : inputs) {
    const auto now = std::ranges::find(list, input.segment, &Live<Segment>::segment);
    const bool is_gone = now == list.end();
    for (Ordinal ordinal = 0; ordinal < input.total(); ++ordinal) {
      if (input.deleted->contains(ordinal)) continue;
      if (is_gone || now->deleted->contains(ordinal)) deleted_since.push_back(input.segment->keys()[ordinal]);
    }
    if (is_gone) continue;
    is_known = true;
    list.erase(now);
  }
  if (!is_known) return std::nullopt;
  return deleted_since;
}

template <typename Segment>
Live<Segment> make_live(std::shared_ptr<const Segment> segment) {
  auto deleted = std::make_shared<Tombstones>();
  for (Ordinal ordinal = 0; ordinal < segment->keys().size(); ++ordinal) {
    if (segment->keys()[ordinal] == no_key) deleted->bury(ordinal, segment->keys().size());
  }
  return {std::move(segment), std::move(deleted)};
}

}  // namespace

IndexKeeper::IndexKeeper(Connection connection, std::unique_ptr<SnapshotFolder> snapshots, const KeeperOptions& options)
    : options_(options), connection_(std::move(connection)), snapshots_(std::move(snapshots)) {}

Result<std::unique_ptr<IndexKeeper>> IndexKeeper::open(Connection connection, std::unique_ptr<SnapshotFolder> snapshots,
                                                       const KeeperOptions& options) {
  std::unique_ptr<IndexKeeper> keeper(new IndexKeeper(std::move(connection), std::move(snapshots), options));
  if (options.follows) {
    EDIFY_CHECK(keeper->catch_up());
    keeper->start_threads();
  }
  return keeper;
}

IndexKeeper::~IndexKeeper() {
  follower_ = {};
  merger_ = {};
  if (!options_.follows || saved_ == state_) return;
  if (const auto saved = save(state_); !saved) log::warn("the index was not saved: {}", saved.error().message);
}

std::shared_ptr<const IndexState> IndexKeeper::state() const {
  const std::lock_guard lock(state_mutex_);
  return state_;
}

void IndexKeeper::replace_state(std::shared_ptr<const IndexState> state) {
  {
    const std::lock_guard lock(state_mutex_);
    state_.swap(state);
  }
  state_changed_.notify_all();
  // The old state is freed here, outside of the lock.
}

Result<void> IndexKeeper::catch_up() {
  const std::lock_guard lock(following_);
  if (!seen_data_version_) load_snapshot();
  // Asked before reading, so that what is committed meanwhile is noticed the next time.
  EDIFY_TRY(const auto data_version, connection_.database().data_version());
  if (seen_data_version_ == data_version) return {};
  EDIFY_CHECK(follow_log());
  seen_data_version_ = data_version;
  return {};
}

void IndexKeeper::load_snapshot() {
  auto loaded = snapshots_->load();
  if (loaded) {
    auto state = std::make_shared<const IndexState>(std::move(*loaded));
    saved_ = state;
    replace_state(std::move(state));
  } else if (loaded.error().code != ErrorCode::not_found) {
    log::warn("the saved index can not be used and is built again: {}", loaded.error().message);
  }
}

Result<void> IndexKeeper::follow_log() {
  EDIFY_TRY(const bool leads_on, leads_on_from(connection_, state()->position));
  if (!leads_on) EDIFY_CHECK(rebuild());
  while (true) {
    EDIFY_TRY(const auto batch, read_changes(connection_, state()->position));
    if (batch.position == state()->position) return {};
    EDIFY_TRY(const auto updates, build_updates(batch));
    {
      const std::lock_guard lock(changing_);
      auto next = std::make_shared<IndexState>(*state());
      apply_all(*next, updates, batch.position);
      replace_state(std::move(next));
    }
    if (batch.is_last) return {};
  }
}

Result<void> IndexKeeper::rebuild() {
  EDIFY_TRY(const auto published, list_published(connection_));
  log::info("building the index of {} documents", published.versions.size());
  auto next = std::make_shared<IndexState>();
  next->position = published.position;
  for (std::size_t begin = 0; begin < published.versions.size();) {
    EDIFY_TRY(const auto batch, read_published(connection_, published, begin));
    EDIFY_TRY(const auto updates, build_updates(batch));
    apply_all(*next, updates, batch.position);
  }
  const std::lock_guard lock(changing_);
  replace_state(std::move(next));
  return {};
}

Result<bool> IndexKeeper::merge_one(const std::stop_token& stop) {
  const auto now = state();
  for (const auto& [partition, index] : now->partitions) {
    if (const auto inputs = choose_inputs(index.lexical); !inputs.empty()) {
      EDIFY_TRY(auto merged, merge(inputs));
      install<LexicalSegment>(partition, &PartitionIndex::lexical, inputs, std::move(merged));
      return true;
    }
    if (const auto inputs = choose_inputs(index.dense, options_.graph_threshold); !inputs.empty()) {
      EDIFY_TRY(auto merged, merge(inputs, options_.graph_threshold, stop));
      install<DenseSegment>(partition, &PartitionIndex::dense, inputs, std::move(merged));
      return true;
    }
  }
  return false;
}

template <typename Segment>
void IndexKeeper::install(const Partition& partition, std::vector<Live<Segment>> PartitionIndex::*list,
                          std::span<const Live<Segment>> inputs, std::shared_ptr<const Segment> merged) {
  const std::lock_guard lock(changing_);
  auto next = std::make_shared<IndexState>(*state());
  auto& segments = next->partitions[partition].*list;
  const auto deleted_since = take_out(segments, inputs);
  if (!deleted_since) return;
  if (merged) {
    std::vector<Live<Segment>> added{make_live(std::move(merged))};
    bury(added, *deleted_since);
    segments.insert(segments.end(), added.begin(), added.end());
  }
  replace_state(std::move(next));
}

Result<void> IndexKeeper::save(const std::shared_ptr<const IndexState>& state) {
  EDIFY_CHECK(snapshots_->save(*state));
  saved_ = state;
  return {};
}

Result<void> IndexKeeper::snapshot() {
  EDIFY_CHECK(catch_up());
  std::shared_ptr<const IndexState> now;
  {
    const std::lock_guard lock(merging_);
    while (true) {
      EDIFY_TRY(const bool merged, merge_one({}));
      if (!merged) break;
    }
    now = state();
    EDIFY_CHECK(save(now));
  }
  const std::lock_guard lock(following_);
  return trim_changes(connection_, now->position);
}

void IndexKeeper::start_threads() {
  follower_ = std::jthread([this](const std::stop_token& stop) { run_follower(stop); });
  merger_ = std::jthread([this](const std::stop_token& stop) { run_merger(stop); });
}

void IndexKeeper::run_follower(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  bool was_well = true;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex);
      never.wait_for(lock, stop, follow_interval, [] { return false; });
    }
    const auto followed = catch_up();
    if (!followed && was_well) log::warn("the index does not follow the store: {}", followed.error().message);
    was_well = followed.has_value();
  }
}

void IndexKeeper::run_merger(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), lowest_priority);  // of this thread; queries come first
  std::shared_ptr<const IndexState> seen;
  while (true) {
    {
      std::unique_lock lock(state_mutex_);
      if (!state_changed_.wait(lock, stop, [&] { return state_ != seen; })) return;
      seen = state_;
    }
    try {
      const auto merged = merge_and_save(stop);
      if (!merged && !stop.stop_requested()) log::warn("the index was not merged: {}", merged.error().message);
    } catch (const std::exception& failure) {  // out of memory, or postings past their format's 4 GiB
      log::error("the index was not merged: {}", failure.what());
    }
  }
}

Result<void> IndexKeeper::merge_and_save(const std::stop_token& stop) {
  const std::lock_guard lock(merging_);
  while (!stop.stop_requested()) {
    EDIFY_TRY(const bool merged, merge_one(stop));
    if (!merged) break;
    has_unsaved_merges_ = true;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!has_unsaved_merges_ || stop.stop_requested() || now < next_save_) return {};
  EDIFY_CHECK(save(state()));
  has_unsaved_merges_ = false;
  next_save_ = now + save_interval;
  return {};
}

}  // namespace edify::store
