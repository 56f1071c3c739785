// The runs of ingests, who does what is done once a day, and the texts of scanned pages: PostgresCatalog's other
// tables.
#include <fmt/format.h>

#include "base/hash.h"
#include "catalog/page_text.h"
#include "catalog/postgres/postgres_catalog.h"
#include "catalog/runs.h"

namespace edify::catalog {
namespace {

using postgres::Connection;
using postgres::Row;

constexpr std::string_view run_columns =
    "id, source, started, state, queue, files_per_second, elapsed_seconds, memory_bytes, last_update, progress, report";

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }

RunRecord read_run(const Row& row) {
  RunRecord run;
  run.id = row.text(0);
  run.source = row.text(1);
  run.started = UnixSeconds(std::chrono::seconds(row.integer(2)));
  run.summary.state = row.text(3);
  run.summary.queue = static_cast<std::uint64_t>(row.integer(4));
  run.summary.files_per_second = row.real(5);
  run.summary.elapsed_seconds = row.real(6);
  run.summary.memory_bytes = static_cast<std::uint64_t>(row.integer(7));
  run.summary.last_update = UnixSeconds(std::chrono::seconds(row.integer(8)));
  run.progress = row.text(9);
  run.report = row.text(10);
  return run;
}

}  // namespace

Result<void> PostgresCatalog::save_run(const RunRecord& run) {
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto saved,
              connection.run(fmt::format("INSERT INTO ingest_runs ({0}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                                         "$10, $11) ON CONFLICT (id) DO UPDATE SET source = $2, started = $3, "
                                         "state = $4, queue = $5, files_per_second = $6, elapsed_seconds = $7, "
                                         "memory_bytes = $8, last_update = $9, progress = $10, report = $11 "
                                         "RETURNING xmax = 0",
                                         run_columns),
                             {run.id, run.source, ticks(run.started), run.summary.state, run.summary.queue,
                              run.summary.files_per_second, run.summary.elapsed_seconds, run.summary.memory_bytes,
                              ticks(run.summary.last_update), run.progress, run.report}));
    const bool is_new = saved.front().truth(0);
    if (!is_new) return {};
    EDIFY_CHECK(
        connection.run("DELETE FROM ingest_runs WHERE id NOT IN "
                       "(SELECT id FROM ingest_runs ORDER BY started DESC, id LIMIT $1)",
                       {kept_runs}));
    return {};
  });
}

Result<std::vector<RunRecord>> PostgresCatalog::runs(std::size_t limit) {
  EDIFY_TRY(const auto rows, pool_.run(fmt::format("SELECT {} FROM ingest_runs ORDER BY started DESC, "
                                                   "last_update DESC, id LIMIT $1",
                                                   run_columns),
                                       {limit}));
  std::vector<RunRecord> runs;
  for (std::size_t i = 0; i < rows.size(); ++i) runs.push_back(read_run(rows[i]));
  mark_silent_runs(runs);
  return runs;
}

Result<IngestionSummary> PostgresCatalog::ingestion() {
  EDIFY_TRY(const auto newest, runs(kept_runs));
  return sum_up(newest);
}

Result<std::uint64_t> PostgresCatalog::forget_runs_before(UnixSeconds time) {
  EDIFY_TRY(const auto forgotten, pool_.run("DELETE FROM ingest_runs WHERE last_update < $1", {ticks(time)}));
  return forgotten.changed();
}

Result<bool> PostgresCatalog::claim(std::string_view task, UnixSeconds now, std::chrono::seconds every) {
  // Where the answer to a claim was lost, the claim is known again by its name.
  const std::string name = random_uuid();
  EDIFY_TRY(const auto claimed,
            pool_.run("INSERT INTO claimed_tasks VALUES ($1, $2, $4) ON CONFLICT (task) DO UPDATE SET claimed = $2, "
                      "claim = $4 WHERE claimed_tasks.claimed <= $3 OR claimed_tasks.claim = $4",
                      {task, ticks(now), ticks(now - every), name}));
  return claimed.changed() > 0;
}

Result<std::optional<std::string>> PostgresCatalog::find_page_text(std::string_view content_hash, std::uint32_t page,
                                                                   std::string_view version) {
  EDIFY_TRY(const auto rows,
            pool_.run("SELECT size, payload FROM page_texts WHERE content_hash = $1 AND page = $2 AND version = $3",
                      {content_hash, page, version}));
  if (rows.empty()) return std::nullopt;
  const std::string packed = rows.front().bytes(1);
  return unpack_page_text(std::as_bytes(std::span(packed)), rows.front().integer(0));
}

Result<void> PostgresCatalog::save_page_text(std::string_view content_hash, std::uint32_t page,
                                             std::string_view version, std::string_view text) {
  const std::string packed = pack_page_text(text);
  EDIFY_CHECK(
      pool_.run("INSERT INTO page_texts VALUES ($1, $2, $3, $4, $5) ON CONFLICT (content_hash, page, version) "
                "DO UPDATE SET size = $4, payload = $5",
                {content_hash, page, version, text.size(), std::as_bytes(std::span(packed))}));
  return {};
}

Result<void> PostgresCatalog::forget_page_texts(std::string_view content_hash) {
  EDIFY_CHECK(pool_.run("DELETE FROM page_texts WHERE content_hash = $1", {content_hash}));
  return {};
}

}  // namespace edify::catalog
