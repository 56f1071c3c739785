#include "ingest/decision.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace edify::ingest {
namespace {

using catalog::DocumentState;

// Failures that may not happen again although nothing changed.
bool may_pass(const Error& error) {
  return is_retryable(error.code) || error.reason == "parser_crashed" || error.reason == "timeout" ||
         error.reason == "page_timeout";
}

// Only a person can tell what to do: every way to read it was tried (the message says which), or a policy says so.
bool needs_review(const Error& error) {
  if (error.reason == personal_data_reason) return true;
  return error.code == ErrorCode::unreadable && (error.reason == "malformed" || error.reason == "sandbox_violation");
}

}  // namespace

std::string document_version(std::string_view content_hash, const PipelineVersion& pipeline) {
  return sha256_hex(fmt::format("{}\n{}", content_hash, pipeline)).substr(0, 32);
}

Decision decide(const std::optional<catalog::LedgerEntry>& entry, const SourceObject& object,
                const PipelineVersion& pipeline, UnixSeconds now) {
  if (!entry || entry->etag != object.etag || entry->size != object.size) return Decision::process;
  const bool same_pipeline = entry->version == document_version(entry->content_hash, pipeline);
  switch (entry->state) {
    case DocumentState::pending:
    case DocumentState::processing:
    case DocumentState::deleted: return Decision::process;
    case DocumentState::done: return same_pipeline ? Decision::unchanged : Decision::outdated;
    case DocumentState::failed:
      if (entry->retry_after == UnixSeconds{}) return same_pipeline ? Decision::unchanged : Decision::process;
      return now < entry->retry_after ? Decision::wait : Decision::process;
    case DocumentState::quarantined: return same_pipeline ? Decision::unchanged : Decision::process;
  }
  return Decision::process;
}

void record_failure(catalog::LedgerEntry& entry, const Error& error, UnixSeconds now) {
  entry.reason = error.reason;
  entry.message = error.message;
  entry.updated = now;
  entry.tries += 1;
  entry.state = DocumentState::failed;
  entry.retry_after = {};
  if (needs_review(error) || (may_pass(error) && entry.tries >= max_tries)) {
    entry.state = DocumentState::quarantined;
    return;
  }
  if (!may_pass(error)) return;
  const bool peer_away = is_retryable(error.code);
  entry.retry_after = now + (peer_away ? std::chrono::minutes(1 << (entry.tries - 1)) : std::chrono::seconds(0));
}

}  // namespace edify::ingest
