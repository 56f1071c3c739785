#include "ingest/endings.h"

#include "base/log.h"
#include "ingest/decision.h"
#include "ingest/failpoint.h"

namespace edify::ingest {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;

Result<void> save_and_end(Flow& flow, const LedgerEntry& entry) {
  EDIFY_TRY(const bool held, flow.stages.catalog.finish(entry, flow.options.owner));
  if (!held) {
    log::warn("{} took longer than its lease and another ingester took it over; it will be looked at again",
              entry.path);
  }
  flow.end(entry.path, entry.size);
  failpoint("done_saved");
  return {};
}

}  // namespace

Result<void> end_done(Flow& flow, LedgerEntry& entry) {
  entry.state = DocumentState::done;
  entry.tries = 0;
  entry.retry_after = {};
  entry.updated = unix_now();
  EDIFY_CHECK(flow.stages.catalog.forget_page_texts(entry.content_hash));
  return save_and_end(flow, entry);
}

Result<void> end_failed(Flow& flow, LedgerEntry& entry, const Error& error) {
  if (error.reason == "vanished") return end_vanished(flow, entry);
  record_failure(entry, error, unix_now());
  // The old version of a document that changed into something unreadable must not go on answering.
  const bool will_be_tried = entry.state == DocumentState::failed && entry.retry_after != UnixSeconds{};
  if (!will_be_tried) {
    EDIFY_CHECK(flow.stages.store.remove(entry.document_id));
    EDIFY_CHECK(flow.stages.catalog.forget_page_texts(entry.content_hash));
    entry.chunks = 0;
  }
  log::debug("{}: {}", entry.path, error.message);
  flow.tally.change([&](Report& report, Progress& progress) {
    ++report.files_failed;
    ++progress.failed;
    ++progress.failures[error.reason];
    report.errors.push_back({entry.path, std::string(to_string(error.code)), error.reason, error.message});
  });
  return save_and_end(flow, entry);
}

Result<void> forget(Flow& flow, LedgerEntry& entry) {
  EDIFY_CHECK(flow.stages.store.remove(entry.document_id));
  EDIFY_CHECK(flow.stages.catalog.forget_page_texts(entry.content_hash));
  entry.state = DocumentState::deleted;
  entry.chunks = 0;
  entry.updated = unix_now();
  flow.tally.change([](Report& report, Progress&) { ++report.files_deleted; });
  EDIFY_CHECK(flow.stages.catalog.finish(entry, flow.options.owner));
  return {};
}

Result<void> end_vanished(Flow& flow, LedgerEntry& entry) {
  EDIFY_CHECK(forget(flow, entry));
  flow.end(entry.path, entry.size);
  return {};
}

Result<void> end_untouched(Flow& flow, const LedgerEntry& entry, std::uint64_t size) {
  EDIFY_CHECK(flow.stages.catalog.release(entry.path, flow.options.owner));
  flow.tally.change([](Report& report, Progress&) { ++report.files_elsewhere; });
  flow.end(entry.path, size, true);
  return {};
}

}  // namespace edify::ingest
