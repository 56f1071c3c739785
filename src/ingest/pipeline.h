// source → parse → chunk → embed → store, document by document, with the ledger as memory of what was done.
//
// flow.h has the picture: one thread lists, some download, some parse, embed and store, one tells the progress.
// document_memory bounds the bytes in flight. A document becomes visible whole, by VectorStore::publish; whatever
// kills the process, the next run ends in the same store as an undisturbed one. Any number of pipelines, in any number
// of processes, may share a ledger: each document is leased to one of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "chunk/chunker.h"
#include "ingest/decision.h"
#include "ingest/personal_data_policy.h"
#include "ingest/report.h"
#include "model/chunk.h"
#include "parse/parser.h"
#include "source/source.h"
#include "store/vector_store.h"

namespace edify::ingest {

using ParseFunction = std::function<Result<ParsedDocument>(RangeReader&, const parse::ParseOptions&)>;
using EmbedFunction = std::function<std::vector<Embedding>(std::span<const std::string>)>;

// The stages, all thread-safe.
struct Stages {
  source::Source& source;
  ParseFunction parse;
  chunk::TokenCounter count_tokens;
  EmbedFunction embed;
  store::VectorStore& store;
  catalog::Catalog& catalog;
};

struct PipelineOptions {
  PipelineVersion pipeline_version;
  std::string default_year = "2025-2026";
  std::uint64_t document_memory = 200ULL << 20;
  // Up to this a document is read once, whole; a larger one is hashed in a first pass and read by ranges.
  std::uint64_t whole_file_limit = 32ULL << 20;
  std::uint32_t workers = 2;        // documents parsed at once
  std::uint32_t downloads = 0;      // documents read at once; 0: five to ten, as the parsers need them
  std::uint32_t embed_batch = 128;  // chunks
  // Names this ingester in the leases; no two at the same time have the same.
  std::string owner = "ingest";
  std::chrono::seconds lease{60};  // without a heartbeat for so long, another ingester takes its documents over
  std::chrono::seconds outage_patience = std::chrono::minutes(15);  // a source away for longer ends the run
  // Owners of leases that are known to have died: theirs need not be waited for.
  std::function<std::vector<std::string>()> dead_owners = [] { return std::vector<std::string>{}; };
  parse::Limits limits;
  parse::OcrOptions ocr;
  parse::Strategy strategy = parse::Strategy::automatic;
  std::map<Module, PersonalDataPolicy> personal_data;  // where a module is missing: index

  PersonalDataPolicy policy_for(Module module) const;
  // Of a document at `path`: another policy makes another version of the same bytes.
  PipelineVersion version_for(std::string_view path) const;
};

struct Request {
  std::string prefix;
  // Where there are any, only these are looked at, without a listing: what an event named as changed or gone.
  std::vector<std::string> paths;
  std::uint64_t max_files = UINT64_MAX;  // to process
  bool dry_run = false;                  // list and decide, change nothing
  // Where set, only documents of the ledger for which it is true are processed, unchanged or not.
  std::function<bool(const catalog::LedgerEntry&)> only;
};

using ProgressListener = std::function<void(const Progress&)>;

class Pipeline {
 public:
  Pipeline(Stages stages, PipelineOptions options);

  // Blocks until done or stopped; a stop lets the documents in hand finish. Documents' own failures are in the
  // report; an Error means that the source cannot be listed or the store or ledger cannot be written.
  Result<Report> run(const Request& request, const std::stop_token& stop, const ProgressListener& listener = {});

 private:
  Stages stages_;
  PipelineOptions options_;
};

}  // namespace edify::ingest
