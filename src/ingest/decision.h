// The rules of the ledger: what to do with a listed object, and what a failure means. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "model/document.h"

namespace edify::ingest {

// What a document's version is made of beside its bytes: "parse-1/chunk-1/all-MiniLM-L6-v2".
using PipelineVersion = std::string;

// Hash of (content, parser, chunker, model): a better parser makes a new version of old bytes.
std::string document_version(std::string_view content_hash, const PipelineVersion& pipeline);

enum class Decision : std::uint8_t {
  process,    // new, changed, interrupted, or due for another try
  unchanged,  // published as it is, or known to be unreadable as it is
  wait,       // failed for a passing reason; its time has not come
  outdated,   // published by an older pipeline; `edify reprocess` does it
};

// `entry` is the ledger's row, if there is one.
Decision decide(const std::optional<catalog::LedgerEntry>& entry, const SourceObject& object,
                const PipelineVersion& pipeline, UnixSeconds now);

// Writes a failure into the row. Passing reasons are tried again after 1, 2, 4… minutes and quarantined after
// `max_tries`; a crash or a time-out is tried again on the next run, as often. A document that every parser gave up is
// quarantined at once. The rest wait for a new version of the document or for `edify retry`.
void record_failure(catalog::LedgerEntry& entry, const Error& error, UnixSeconds now);

inline constexpr std::uint32_t max_tries = 5;

// Of a document whose module's policy is to keep personal data out: quarantined at once.
inline constexpr std::string_view personal_data_reason = "personal_data";

}  // namespace edify::ingest
