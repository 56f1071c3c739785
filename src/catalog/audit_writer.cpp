#include "catalog/audit_writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.h"

namespace edify::catalog {

AuditWriter::AuditWriter(AuditTrail& trail, const AuditWriterOptions& options)
    : trail_(trail), options_(options), thread_([this] { run(); }) {}

AuditWriter::~AuditWriter() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  came_.notify_all();
}

Result<void> AuditWriter::record(AuditEntry entry, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto has_room = [this] { return queue_.size() + in_hand_ < options_.queue; };
  if (!went_.wait_for(lock, patience, has_room)) {
    ++figures_.refused;
    return fail(ErrorCode::unavailable, "the answer can not be audited now; ask again in a moment",
                "audit_unavailable");
  }
  queue_.push_back(std::move(entry));
  came_.notify_one();
  return {};
}

AuditWriterFigures AuditWriter::figures() const {
  const std::lock_guard lock(mutex_);
  AuditWriterFigures figures = figures_;
  figures.queued = queue_.size() + in_hand_;
  return figures;
}

void AuditWriter::run() {
  for (auto batch = gather(); !batch.empty(); batch = gather()) write(batch);
}

std::vector<AuditEntry> AuditWriter::gather() {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  came_.wait_for(lock, options_.linger, [this] { return stopping_ || queue_.size() >= options_.batch; });
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch));
  std::vector<AuditEntry> batch(std::make_move_iterator(queue_.begin()),
                                std::make_move_iterator(queue_.begin() + count));
  queue_.erase(queue_.begin(), queue_.begin() + count);
  in_hand_ = batch.size();
  return batch;
}

void AuditWriter::write(const std::vector<AuditEntry>& batch) {
  const auto attempts_at_the_end = options_.farewell / std::max(options_.retry, std::chrono::milliseconds(1));
  bool failed_before = false;
  for (auto left = attempts_at_the_end;;) {
    const auto appended = trail_.append(batch);
    std::unique_lock lock(mutex_);
    if (appended) {
      figures_.written += batch.size();
      if (failed_before) log::warn("audit: rows are written again");
      break;
    }
    ++figures_.failed_transactions;
    if (!failed_before) log::error("audit: rows can not be written and wait: {}", appended.error().message);
    failed_before = true;
    if (stopping_ && left-- <= 0) {
      log::error("audit: {} rows are lost: {}", batch.size() + queue_.size(), appended.error().message);
      queue_.clear();
      break;
    }
    came_.wait_for(lock, options_.retry, [] { return false; });
  }
  const std::lock_guard lock(mutex_);
  in_hand_ = 0;
  went_.notify_all();
}

}  // namespace edify::catalog
