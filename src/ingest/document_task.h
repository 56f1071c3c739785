// One document from opening to publishing. Internal to ingest/.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "ingest/byte_budget.h"
#include "ingest/pipeline.h"

namespace edify::ingest {

// Counters of a run, shared by its threads.
class Tally {
 public:
  template <typename Change>
  void change(Change&& apply) {
    const std::lock_guard lock(mutex_);
    apply(report_, progress_);
  }
  Report report() const {
    const std::lock_guard lock(mutex_);
    return report_;
  }
  Progress progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
  }
  // False where these bytes were seen before in this run.
  bool is_first_with(const std::string& content_hash) {
    const std::lock_guard lock(mutex_);
    return hashes_.insert(content_hash).second;
  }

 private:
  mutable std::mutex mutex_;
  Report report_;
  Progress progress_;
  std::set<std::string> hashes_;
};

struct WorkItem {
  SourceObject object;
  catalog::LedgerEntry entry;
  bool forced = false;  // make it again although nothing changed
};

class DocumentTask {
 public:
  DocumentTask(Stages& stages, const PipelineOptions& options, ByteBudget& budget, Tally& tally)
      : stages_(stages), options_(options), budget_(budget), tally_(tally) {}

  // The document's own failure goes into the ledger and the tally. An Error is the store's or the ledger's.
  Result<void> run(WorkItem item);

 private:
  struct Content;
  Result<Content> read(const SourceObject& object);
  Result<std::uint32_t> make_chunks_and_stage(const DocumentRecord& record, const std::string& version,
                                              const ParsedDocument& parsed);
  // Counts personal data into the ledger's row; an Error where the policy keeps the document out.
  Result<void> apply_personal_data_policy(WorkItem& item, ParsedDocument& parsed) const;
  Result<void> publish(WorkItem& item, const Content& content, const ParsedDocument& parsed);
  Result<void> fail_document(WorkItem& item, const Error& error);
  Result<void> forget_vanished(WorkItem& item);
  DocumentRecord record_of(const WorkItem& item, const std::string& content_hash) const;

  Stages& stages_;
  const PipelineOptions& options_;
  ByteBudget& budget_;
  Tally& tally_;
};

}  // namespace edify::ingest
