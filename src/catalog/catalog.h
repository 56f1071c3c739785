// The relational state beside the stages: the ledger of documents and the story of each ingest.
// An implementation a folder: sqlite/ (postgres/ later); one contract suite for all.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"
#include "model/quality_report.h"

namespace edify::catalog {

enum class DocumentState : std::uint8_t { pending, processing, done, failed, quarantined, deleted };

std::string_view to_string(DocumentState state);
std::optional<DocumentState> document_state_from_string(std::string_view text);

// A row of the ledger: everything that happened to one document.
struct LedgerEntry {
  std::string path;
  std::string source;  // Source::description() of where it was seen last: "folder:/srv/school"
  std::string document_id;
  std::uint64_t size = 0;
  std::string etag;
  std::string content_hash;  // empty until read once
  std::string version;       // that was published, or that failed; empty before the first try
  DocumentState state = DocumentState::pending;
  std::string reason;       // stable word: "encrypted", "needs_ocr", "duplicate"…; empty when all is well
  std::string message;      // the sentence behind the reason
  std::uint32_t tries = 0;  // failures in a row
  std::uint32_t chunks = 0;
  std::uint32_t pages = 0;
  std::vector<std::uint32_t> pages_needing_ocr;
  QualityReport quality;  // of the version that was published
  // What a person may want to put right, in stable words: "unplaced", "no_grade", "no_text", "no_title"…
  std::vector<std::string> findings;
  UnixSeconds first_seen{};
  UnixSeconds updated{};
  UnixSeconds retry_after{};
};

// What an ingest is doing or did last; other processes read it while it runs.
struct IngestionSummary {
  std::string state = "never";  // never, running, finished, interrupted, paused (its source is away)
  std::uint64_t queue = 0;      // documents pending or processing
  double files_per_second = 0;
  double elapsed_seconds = 0;
  std::uint64_t memory_bytes = 0;  // of document_memory in use
  UnixSeconds last_update{};
};

// One run of an ingest: what `edify status --follow` watches and `edify status --report` prints.
struct RunRecord {
  std::string id;  // random; the owner of the run's leases
  std::string source;
  UnixSeconds started{};
  IngestionSummary summary;
  std::string progress;  // the last moment as JSON
  std::string report;    // as JSON, once it is over; empty before
};

// A run that has not told its progress for so long was killed.
inline constexpr std::chrono::seconds silent_run{30};

// Thread-safe. Every method is one transaction.
//
// The ledger is also the queue that any number of ingesters share. Who works on a document holds its lease: nobody
// else touches it until finish(), release(), or the lease's end, which the holder puts off by renew().
class Catalog {
 public:
  virtual ~Catalog() = default;

  virtual Result<std::optional<LedgerEntry>> find(std::string_view path) = 0;
  // Inserts or replaces the row of entry.path; its lease stays as it is.
  virtual Result<void> save(const LedgerEntry& entry) = 0;
  // Inserts the row where its path has none: a document that was seen for the first time.
  virtual Result<void> add(const LedgerEntry& entry) = 0;

  // Takes the document for `owner`, or extends what it holds, and answers its row; nothing where there is no row or
  // another's lease has not ended.
  virtual Result<std::optional<LedgerEntry>> lease(std::string_view path, std::string_view owner,
                                                   UnixSeconds until) = 0;
  // Puts off the end of every lease of `owner`: the heartbeat.
  virtual Result<void> renew(std::string_view owner, UnixSeconds until) = 0;
  // Saves the row and ends the lease. False: the lease was lost, and nothing was saved; what was published meanwhile
  // may not be what the row says, so the row becomes pending.
  virtual Result<bool> finish(const LedgerEntry& entry, std::string_view owner) = 0;
  // Ends the lease and leaves the row as it is.
  virtual Result<void> release(std::string_view path, std::string_view owner) = 0;
  // Ends every lease, whoever has it: in a ledger that comes from a backup nobody is at work.
  virtual Result<void> end_leases() = 0;
  // Visits rows ordered by path, all of them or those in `state`; false from the visitor stops.
  virtual Result<void> each(std::optional<DocumentState> state,
                            const std::function<bool(const LedgerEntry&)>& visit) = 0;
  virtual Result<std::map<DocumentState, std::uint64_t>> count_by_state() = 0;

  // Mark and sweep. begin_sweep() counts sweeps; mark_seen() marks with the newest number, whoever began it, and add()
  // does too, so ingesters that list at once do not take each other's new documents for gone. After a complete listing
  // of `source`, what has a mark older than `sweep`, came from that source and lies under `prefix` is gone. Rows that
  // are deleted already, or leased, are left out.
  virtual Result<std::uint64_t> begin_sweep() = 0;
  virtual Result<void> mark_seen(std::span<const std::string> paths) = 0;
  virtual Result<std::vector<LedgerEntry>> unseen(std::string_view source, std::string_view prefix, std::uint64_t sweep,
                                                  std::size_t limit) = 0;

  // Paths of documents in state done with these bytes, in order; the first few.
  virtual Result<std::vector<std::string>> done_with_content(std::string_view content_hash) = 0;
  // Visits groups of documents in state done that have the same bytes, by their paths in order.
  virtual Result<void> each_duplicate_group(const std::function<bool(std::span<const std::string> paths)>& visit) = 0;

  // What was read off scanned pages of documents that are not done yet, by their bytes, page and reader's version, so
  // that a run that is killed does not cost it.
  virtual Result<std::optional<std::string>> find_page_text(std::string_view content_hash, std::uint32_t page,
                                                            std::string_view version) = 0;
  // Inserts or replaces.
  virtual Result<void> save_page_text(std::string_view content_hash, std::uint32_t page, std::string_view version,
                                      std::string_view text) = 0;
  // Of every version.
  virtual Result<void> forget_page_texts(std::string_view content_hash) = 0;

  // Inserts or replaces the run; runs beyond the newest hundred are forgotten.
  virtual Result<void> save_run(const RunRecord& run) = 0;
  // The newest first.
  virtual Result<std::vector<RunRecord>> runs(std::size_t limit) = 0;
  // Of the newest run, or of all that are at work now, added up.
  virtual Result<IngestionSummary> ingestion() = 0;
  // Forgets runs that told nothing since; how many.
  virtual Result<std::uint64_t> forget_runs_before(UnixSeconds time) = 0;

  // True for one caller of any number, of any process, once in `every`: who does what is to be done so often.
  virtual Result<bool> claim(std::string_view task, UnixSeconds now, std::chrono::seconds every) = 0;
};

}  // namespace edify::catalog
