#include "ingest/lister.h"

#include <optional>
#include <utility>

#include "ingest/decision.h"
#include "ingest/failpoint.h"
#include "ingest/sweeper.h"

namespace edify::ingest {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;

constexpr std::size_t mark_batch = 500;

LedgerEntry new_row(const SourceObject& object, const std::string& source) {
  LedgerEntry row;
  row.path = object.path;
  row.source = source;
  row.document_id = document_id(object.path);
  row.size = object.size;
  row.etag = object.etag;
  row.first_seen = row.updated = unix_now();
  return row;
}

}  // namespace

Result<void> Lister::run() {
  while (true) {
    auto listed = flow_.request.paths.empty() ? list_all() : look_at_named();
    if (listed) break;
    if (!is_outage(listed.error())) return listed;
    if (const auto waited = flow_.health.wait_out(listed.error()); !waited) {
      return flow_.stopping() ? Result<void>{} : waited;
    }
    // From the start: what was counted is counted again; what was begun is recognised when its turn comes.
    marks_.clear();
    accepted_ = 0;
    flow_.tally.change([](Report& report, Progress& progress) {
      report.files_seen = report.files_unchanged = report.files_waiting = report.files_outdated = 0;
      report.unplaced.clear();
      progress.files_listed = 0;
    });
  }
  flow_.health.well();
  flow_.tally.change([](Report&, Progress& progress) { progress.listing_finished = true; });
  failpoint("listed");
  return {};
}

Result<void> Lister::list_all() {
  std::optional<Error> error;
  bool cut_short = false;
  const auto listed = flow_.stages.source.list(flow_.request.prefix, [&](SourceObject&& object) {
    if (flow_.stopping() || accepted_ >= flow_.request.max_files) {
      cut_short = true;
      return false;
    }
    if (auto result = consider(std::move(object)); !result) error = std::move(result).error();
    return !error;
  });
  if (error) return std::unexpected(std::move(*error));
  EDIFY_CHECK(listed);
  EDIFY_CHECK(flush_marks());
  complete_ = !cut_short;
  return {};
}

Result<void> Lister::look_at_named() {
  for (const auto& path : flow_.request.paths) {
    if (flow_.stopping()) return {};
    auto object = flow_.stages.source.find(path);
    if (object) {
      EDIFY_CHECK(consider(std::move(*object)));
      continue;
    }
    if (object.error().code != ErrorCode::not_found) return std::unexpected(std::move(object).error());
    EDIFY_TRY(const auto entry, flow_.stages.catalog.find(path));
    if (entry && entry->state != DocumentState::deleted) EDIFY_CHECK(forget_if_gone(flow_, *entry));
  }
  return flush_marks();
}

Result<void> Lister::consider(SourceObject object) {
  auto& catalog = flow_.stages.catalog;
  const Request& request = flow_.request;
  EDIFY_TRY(const auto entry, catalog.find(object.path));
  const bool forced = entry && request.only && request.only(*entry);
  const Decision decision = decide(entry, object, flow_.options.version_for(object.path), unix_now());
  const bool process = request.only ? forced : decision == Decision::process;
  count(object, decision, process);
  if (process) ++accepted_;
  if (request.dry_run || !process) return entry ? mark(object.path) : Result<void>{};
  if (entry) {
    EDIFY_CHECK(mark(object.path));
  } else {
    EDIFY_CHECK(catalog.add(new_row(object, flow_.stages.source.description())));
    failpoint("row_saved");
  }
  flow_.begin(object);
  return {};
}

void Lister::count(const SourceObject& object, Decision decision, bool process) {
  const bool unplaced =
      flow_.request.dry_run && process && !placement_from_path(object.path, flow_.options.default_year).recognized;
  flow_.tally.change([&](Report& report, Progress& progress) {
    ++report.files_seen;
    ++progress.files_listed;
    if (unplaced) report.unplaced.push_back(object.path);
    if (process) return;
    report.files_unchanged += decision == Decision::unchanged ? 1 : 0;
    report.files_waiting += decision == Decision::wait ? 1 : 0;
    report.files_outdated += decision == Decision::outdated ? 1 : 0;
  });
}

Result<void> Lister::mark(const std::string& path) {
  marks_.push_back(path);
  return marks_.size() >= mark_batch ? flush_marks() : Result<void>{};
}

Result<void> Lister::flush_marks() {
  auto result = flow_.stages.catalog.mark_seen(marks_);
  marks_.clear();
  return result;
}

}  // namespace edify::ingest
