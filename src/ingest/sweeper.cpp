#include "ingest/sweeper.h"

#include <utility>

#include "ingest/endings.h"
#include "ingest/failpoint.h"

namespace edify::ingest {
namespace {

constexpr std::size_t sweep_batch = 500;

Result<void> count_unseen(Flow& flow, std::uint64_t sweep) {
  EDIFY_TRY(const auto gone,
            flow.stages.catalog.unseen(flow.stages.source.description(), flow.request.prefix, sweep, INT32_MAX));
  flow.tally.change([&](Report& report, Progress&) { report.files_deleted = gone.size(); });
  return {};
}

// A document that was copied to another path in this run, and is gone from its own, was moved.
Result<void> note_move(Flow& flow, const catalog::LedgerEntry& entry) {
  if (entry.content_hash.empty() || !flow.copied.contains(entry.content_hash)) return {};
  flow.tally.change([](Report& report, Progress&) { ++report.files_moved; });
  return {};
}

}  // namespace

Result<void> forget_if_gone(Flow& flow, const catalog::LedgerEntry& entry) {
  auto& catalog = flow.stages.catalog;
  EDIFY_TRY(auto leased, catalog.lease(entry.path, flow.options.owner, flow.lease_end()));
  if (!leased) return {};
  const auto found = flow.stages.source.find(entry.path);
  if (found) {
    EDIFY_CHECK(catalog.mark_seen(std::span(&entry.path, 1)));
    return catalog.release(entry.path, flow.options.owner);
  }
  if (found.error().code != ErrorCode::not_found) return std::unexpected(found.error());
  EDIFY_CHECK(note_move(flow, entry));
  EDIFY_CHECK(forget(flow, *leased));
  failpoint("swept");
  return {};
}

Result<void> sweep_unseen(Flow& flow, std::uint64_t sweep) {
  if (flow.request.dry_run) return count_unseen(flow, sweep);
  while (!flow.stopping()) {
    EDIFY_TRY(const auto gone,
              flow.stages.catalog.unseen(flow.stages.source.description(), flow.request.prefix, sweep, sweep_batch));
    if (gone.empty()) return {};
    for (const auto& entry : gone) EDIFY_CHECK(forget_if_gone(flow, entry));
  }
  return {};
}

}  // namespace edify::ingest
