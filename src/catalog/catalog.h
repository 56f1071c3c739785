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
  UnixSeconds first_seen{};
  UnixSeconds updated{};
  UnixSeconds retry_after{};
};

// What an ingest is doing or did last; other processes read it while it runs.
struct IngestionSummary {
  std::string state = "never";  // never, running, finished, interrupted
  std::uint64_t queue = 0;      // documents pending or processing
  double files_per_second = 0;
  double elapsed_seconds = 0;
  std::uint64_t memory_bytes = 0;  // of document_memory in use
  UnixSeconds last_update{};
};

// Thread-safe. Every method is one transaction.
class Catalog {
 public:
  virtual ~Catalog() = default;

  virtual Result<std::optional<LedgerEntry>> find(std::string_view path) = 0;
  // Inserts or replaces the row of entry.path.
  virtual Result<void> save(const LedgerEntry& entry) = 0;
  // Visits rows ordered by path, all of them or those in `state`; false from the visitor stops.
  virtual Result<void> each(std::optional<DocumentState> state,
                            const std::function<bool(const LedgerEntry&)>& visit) = 0;
  virtual Result<std::map<DocumentState, std::uint64_t>> count_by_state() = 0;

  // Mark and sweep. A complete listing of `source` marks every path with the sweep's number; what has another mark,
  // came from the same source and lies under `prefix` is gone. Rows that are deleted already are left out.
  virtual Result<std::uint64_t> begin_sweep() = 0;
  virtual Result<void> mark_seen(std::span<const std::string> paths, std::uint64_t sweep) = 0;
  virtual Result<std::vector<LedgerEntry>> unseen(std::string_view source, std::string_view prefix, std::uint64_t sweep,
                                                  std::size_t limit) = 0;

  // Other documents with the same bytes, in state done.
  virtual Result<std::uint64_t> count_same_content(std::string_view content_hash, std::string_view except_path) = 0;

  virtual Result<IngestionSummary> ingestion() = 0;
  virtual Result<void> save_ingestion(const IngestionSummary& summary) = 0;
};

}  // namespace edify::catalog
