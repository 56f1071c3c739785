// Writes audit rows off the path of the answers: record() puts a row into a bounded queue, and one thread appends what
// has gathered in one transaction.
//
// Nothing is answered unaudited. Where the queue is full, because the disk is slow or full, record() waits a little and
// then fails, and the caller must withhold its answer. A kill -9 loses the rows of the last moments (`linger`, and what
// one transaction takes); a stop loses none.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "catalog/audit_trail.h"

namespace edify::catalog {

struct AuditWriterOptions {
  std::size_t queue = 4096;                   // rows; about a kilobyte each
  std::size_t batch = 512;                    // most rows of a transaction
  std::chrono::milliseconds linger{20};       // for others to join the first row of a transaction
  std::chrono::milliseconds retry{500};       // after a transaction that failed
  std::chrono::milliseconds farewell{5'000};  // for the last rows at the end, where transactions fail
};

struct AuditWriterFigures {
  std::uint64_t queued = 0;   // now
  std::uint64_t written = 0;  // since the start, as the others
  std::uint64_t refused = 0;
  std::uint64_t failed_transactions = 0;
};

// Thread-safe. The trail outlives it. The destructor writes what is queued.
class AuditWriter {
 public:
  explicit AuditWriter(AuditTrail& trail, const AuditWriterOptions& options = {});
  ~AuditWriter();
  AuditWriter(const AuditWriter&) = delete;
  AuditWriter& operator=(const AuditWriter&) = delete;

  // Waits up to `patience` for room. Errors: unavailable, reason `audit_unavailable`.
  Result<void> record(AuditEntry entry, std::chrono::milliseconds patience);

  AuditWriterFigures figures() const;

 private:
  void run();
  // Nothing where the writer is to end.
  std::vector<AuditEntry> gather();
  void write(const std::vector<AuditEntry>& batch);

  AuditTrail& trail_;
  const AuditWriterOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::condition_variable went_;
  std::vector<AuditEntry> queue_;
  std::size_t in_hand_ = 0;
  bool stopping_ = false;
  AuditWriterFigures figures_;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace edify::catalog
