#include "catalog/runs.h"

#include <algorithm>

namespace edify::catalog {
namespace {

bool is_open(const RunRecord& run) { return run.summary.state == "running" || run.summary.state == "paused"; }

}  // namespace

void mark_silent_runs(std::vector<RunRecord>& runs) {
  for (auto& run : runs) {
    if (is_open(run) && unix_now() - run.summary.last_update > silent_run) run.summary.state = "interrupted";
  }
}

IngestionSummary sum_up(std::span<const RunRecord> runs) {
  if (runs.empty()) return {};
  IngestionSummary sum = runs.front().summary;
  bool any = false;
  for (const auto& run : runs) {
    if (!is_open(run)) continue;
    if (!any) {
      sum = run.summary;
      any = true;
      continue;
    }
    // Ingesters of one ledger share its queue: what is left is left for all of them.
    sum.queue = std::max(sum.queue, run.summary.queue);
    sum.files_per_second += run.summary.files_per_second;
    sum.memory_bytes += run.summary.memory_bytes;
    sum.last_update = std::max(sum.last_update, run.summary.last_update);
  }
  return sum;
}

}  // namespace edify::catalog
