// A source in memory that goes away, breaks off and changes as a test says. Thread-safe but for the switches, which are
// set before a run.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/memory_reader.h"
#include "source/source.h"

namespace edify::ingest {

// Objects in memory. May be away for a number of requests, or change an object when it is first read.
class FakeSource final : public source::Source {
 public:
  void put(const std::string& path, std::string bytes) {
    const std::lock_guard lock(mutex_);
    objects_[path] = {std::move(bytes), ++edition_};
  }
  void remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    objects_.erase(path);
  }
  void be_away_for(int requests) { away_for_ = requests; }
  // The next listing breaks off after so many objects.
  void break_listing_after(int objects) { break_after_ = objects; }
  void change_when_read(const std::string& path, std::string bytes) { changes_[path] = std::move(bytes); }
  void when_opened(std::function<Error()> failure) { failure_ = std::move(failure); }
  void lie_about(const std::string& path) { unlisted_ = path; }
  int reads() const { return reads_; }

  Result<void> list(std::string_view prefix, const source::ListingVisitor& visit) override {
    EDIFY_CHECK(answer());
    std::vector<SourceObject> objects;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [path, object] : objects_) {
        if (path.starts_with(prefix) && path != unlisted_) objects.push_back(describe(path, object));
      }
    }
    for (auto& object : objects) {
      if (break_after_ > 0 && --break_after_ == 0) {
        return fail(ErrorCode::unavailable, "the listing broke off", std::string(source::unreachable_reason));
      }
      if (!visit(std::move(object))) return {};
    }
    return {};
  }
  Result<SourceObject> find(const std::string& path) override {
    EDIFY_CHECK(answer());
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(path);
    if (found == objects_.end()) return fail(ErrorCode::not_found, path + " is gone", "vanished");
    return describe(path, found->second);
  }
  Result<std::unique_ptr<RangeReader>> open(const SourceObject& object) override {
    EDIFY_CHECK(answer());
    if (failure_) return std::unexpected(failure_());
    ++reads_;
    const std::lock_guard lock(mutex_);
    if (auto change = changes_.extract(object.path)) objects_[object.path] = {change.mapped(), ++edition_};
    const auto found = objects_.find(object.path);
    if (found == objects_.end()) return fail(ErrorCode::not_found, object.path + " is gone", "vanished");
    if (describe(object.path, found->second).etag != object.etag) {
      return fail(ErrorCode::conflict, object.path + " changed", "changed");
    }
    return std::make_unique<MemoryReader>(found->second.first);
  }
  std::string description() const override { return "fake:"; }

 private:
  using Object = std::pair<std::string, int>;
  Result<void> answer() {
    if (away_for_ > 0 && away_for_-- > 0) {
      return fail(ErrorCode::unavailable, "the source does not answer", std::string(source::unreachable_reason));
    }
    return {};
  }
  static SourceObject describe(const std::string& path, const Object& object) {
    SourceObject out;
    out.path = path;
    out.size = object.first.size();
    out.etag = std::to_string(object.second);
    return out;
  }

  std::mutex mutex_;
  std::map<std::string, Object> objects_;
  std::map<std::string, std::string> changes_;
  std::string unlisted_;
  std::function<Error()> failure_;
  int edition_ = 0;
  int break_after_ = 0;
  std::atomic<int> away_for_ = 0;
  std::atomic<int> reads_ = 0;
};

}  // namespace edify::ingest
