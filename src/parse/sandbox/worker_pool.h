// Parses documents in worker processes, so that a document that crashes, hangs or swells its parser costs itself only.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/parser.h"
#include "parse/sandbox/conversation.h"
#include "parse/sandbox/worker_process.h"

namespace edify::parse {

struct WorkerPoolOptions {
  WorkerCommand command;
  unsigned workers = 2;  // at least one is used
  // A worker is replaced after so many documents, which ends what libraries leak or remember.
  std::uint32_t documents_per_worker = 500;
  // … and when it holds more resident memory than this between two documents;
  // four OCR engines are 240 MB.
  std::uint64_t swollen_bytes = 320ULL << 20;
};

// Workers start when they are first needed and stay for the next document. Thread-safe.
class WorkerPool {
 public:
  explicit WorkerPool(WorkerPoolOptions options);
  // Ends the workers. No call of parse() may be running.
  ~WorkerPool();

  // Blocks until a worker is free and the document is parsed. Workers that would be idle meanwhile read scanned pages
  // of it, too. `pages`, which may be null, gives and gets the texts of such pages. Both are called by one thread at a
  // time. Errors: parse_document's, and: unreadable ("parser_crashed", "sandbox_violation"), over_limit ("timeout" and
  // "page_timeout", without the time that `reader` took; "memory"; "cpu_time"), unavailable where a worker can not
  // start. Where `reader` failed, its Error.
  Result<ParsedDocument> parse(RangeReader& reader, const ParseOptions& options);

  // What holds the workers; starts one where none is idle, which stays for the next document. Errors: those of
  // WorkerProcess::start. A program asks before it takes on documents.
  Result<Confinement> confinement();

 private:
  struct Slot {
    std::optional<WorkerProcess> process;
    std::uint32_t documents = 0;  // that `process` has parsed
  };
  class Lease;
  class Helpers;

  Result<ParsedDocument> parse_in(Slot& slot, RangeReader& reader, const ParseOptions& options, PageDesk& desk);
  Result<void> ensure_running(Slot& slot) const;
  void finish(Slot& slot, WorkerState state) const;
  // Never waits; null where all are busy or a document waits for one.
  Slot* take_idle();
  void give_back(Slot* slot);
  bool is_wanted();

  const WorkerPoolOptions options_;
  std::vector<Slot> slots_;
  std::mutex mutex_;
  std::condition_variable slot_freed_;
  std::vector<Slot*> free_;  // guarded by mutex_; who has taken a slot from here owns it
  unsigned waiting_ = 0;     // guarded by mutex_: documents without a worker
};

}  // namespace edify::parse
