// source → parse → chunk → embed → store, file by file, with the ledger as memory of what was done.
//
// One thread lists, `workers` threads each take a document from opening to publishing, one tells the progress.
// document_memory bounds the bytes in flight. A document becomes visible whole, by VectorStore::publish; whatever
// kills the process, the next run ends in the same store as an undisturbed one.
#pragma once

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
  std::uint32_t workers = 2;
  std::uint32_t embed_batch = 128;
  parse::Limits limits;
  std::map<Module, PersonalDataPolicy> personal_data;  // where a module is missing: index

  PersonalDataPolicy policy_for(Module module) const;
  // Of a document at `path`: another policy makes another version of the same bytes.
  PipelineVersion version_for(std::string_view path) const;
};

struct Request {
  std::string prefix;
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
