// What `ingest`, `reprocess` and `retry` share: the wired pipeline, its lock, its display and its report.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "app/config.h"
#include "app/ingester_lock.h"
#include "app/progress_display.h"
#include "app/wiring.h"
#include "ingest/pipeline.h"
#include "source/source.h"

namespace edify::app {

// One ingest of a data folder, across processes. Made once a command, used for one or more passes.
class IngestRun {
 public:
  // Any number may share a data folder. Errors: unavailable, and those of the store, the model and the sandbox.
  static Result<std::unique_ptr<IngestRun>> open(const Config& config);
  IngestRun(const IngestRun&) = delete;
  IngestRun& operator=(const IngestRun&) = delete;

  // A whole pass with progress on stderr.
  Result<ingest::Report> pass(source::Source& source, const ingest::Request& request, const std::stop_token& stop,
                              ProgressStyle style);

  catalog::Catalog& catalog() { return *catalog_; }
  // What a document at `path` that is made now is made with.
  ingest::PipelineVersion version_for(std::string_view path) const { return options_.version_for(path); }
  // Writes the indexes, so that the next start of a server only maps files.
  Result<void> write_indexes() { return store_->snapshot(); }

 private:
  IngestRun(IngesterLock lock, embed::Embedder embedder, const Config& config);

  IngesterLock lock_;
  embed::Embedder embedder_;
  parse::WorkerPool workers_;
  std::unique_ptr<store::VectorStore> store_;
  std::unique_ptr<catalog::Catalog> catalog_;
  ingest::PipelineOptions options_;
};

// The report for people on stderr, or with `json` as one object on stdout.
void print_report(const ingest::Report& report, bool json);

}  // namespace edify::app
