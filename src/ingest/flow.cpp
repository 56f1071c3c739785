#include "ingest/flow.h"

#include <algorithm>
#include <utility>

namespace edify::ingest {
namespace {

std::size_t weight_of(const SourceObject& object) {
  std::size_t bytes = sizeof(WorkItem) + object.path.size() + object.etag.size();
  for (const auto& [name, value] : object.metadata) bytes += name.size() + value.size() + 64;
  return bytes;
}

}  // namespace

void Flow::begin(const SourceObject& object) {
  {
    const std::lock_guard lock(mutex_);
    if (!documents_.try_emplace(object.path).second) return;
  }
  tally.change([&](Report&, Progress& progress) {
    ++progress.files_to_do;
    progress.bytes_to_do += object.size;
  });
  if (!work.push({object}, weight_of(object))) end(object.path, object.size, true);
}

void Flow::advance(const std::string& path, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (const auto found = documents_.find(path); found != documents_.end()) {
    found->second = std::max(found->second, bytes);
  }
}

std::uint64_t Flow::bytes_advanced() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t bytes = 0;
  for (const auto& [path, advanced] : documents_) bytes += advanced;
  return bytes;
}

void Flow::end(const std::string& path, std::uint64_t size, bool skipped) {
  tally.change([&](Report&, Progress& progress) {
    if (skipped) {
      --progress.files_to_do;
      progress.bytes_to_do -= size;
      return;
    }
    ++progress.files_finished;
    progress.bytes_finished += size;
  });
  const std::lock_guard lock(mutex_);
  documents_.erase(path);
  changed_.notify_all();
}

void Flow::hold(WorkItem item) {
  const std::lock_guard lock(mutex_);
  held_.push_back(std::move(item));
}

void Flow::return_held() {
  std::vector<WorkItem> items;
  {
    const std::lock_guard lock(mutex_);
    items.swap(held_);
  }
  for (auto& item : items) {
    const std::size_t weight = weight_of(item.object);
    work.push_again(std::move(item), weight);
  }
}

bool Flow::wait_until_empty(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [&] { return documents_.empty() || error_.has_value(); });
}

void Flow::note(const Result<void>& result) {
  if (result) return;
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = result.error();
  ending_.request_stop();
  work.abandon();
  changed_.notify_all();
}

std::optional<Error> Flow::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void Flow::close_queues() {
  // After an error, what is under way is not waited for: its leases end with the run.
  if (error()) {
    downloaded.abandon();
    to_embed.abandon();
    to_store.abandon();
  }
  work.close();
  downloaded.close();
  to_embed.close();
  to_store.close();
}

}  // namespace edify::ingest
