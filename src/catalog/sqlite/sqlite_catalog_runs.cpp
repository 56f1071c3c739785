// The runs of ingests, and who does what is done once a day: SqliteCatalog's other tables.
#include <fmt/format.h>

#include "catalog/runs.h"
#include "catalog/sqlite/sqlite_catalog.h"

namespace edify::catalog {
namespace {

constexpr std::string_view run_columns =
    "id, source, started, state, queue, files_per_second, elapsed_seconds, memory_bytes, last_update, progress, report";

RunRecord read_run(const sqlite::Statement& row) {
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

Result<void> SqliteCatalog::save_run(const RunRecord& run) {
  const std::lock_guard lock(mutex_);
  return database_.transaction([&]() -> Result<void> {
    EDIFY_TRY(auto upsert,
              database_.prepare(fmt::format("INSERT OR REPLACE INTO ingest_runs ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                                            "?7, ?8, ?9, ?10, ?11)",
                                            run_columns)));
    upsert.bind(1, run.id).bind(2, run.source).bind(3, run.started.time_since_epoch().count());
    upsert.bind(4, run.summary.state).bind(5, static_cast<std::int64_t>(run.summary.queue));
    upsert.bind(6, run.summary.files_per_second).bind(7, run.summary.elapsed_seconds);
    upsert.bind(8, static_cast<std::int64_t>(run.summary.memory_bytes));
    upsert.bind(9, run.summary.last_update.time_since_epoch().count()).bind(10, run.progress).bind(11, run.report);
    EDIFY_CHECK(upsert.run());
    EDIFY_TRY(auto forget, database_.prepare("DELETE FROM ingest_runs WHERE id NOT IN "
                                             "(SELECT id FROM ingest_runs ORDER BY started DESC, id LIMIT ?1)"));
    return forget.bind(1, kept_runs).run();
  });
}

Result<std::vector<RunRecord>> SqliteCatalog::runs(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select,
            database_.prepare(fmt::format(
                "SELECT {} FROM ingest_runs ORDER BY started DESC, last_update DESC, id LIMIT ?1", run_columns)));
  select.bind(1, static_cast<std::int64_t>(limit));
  std::vector<RunRecord> runs;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) break;
    runs.push_back(read_run(select));
  }
  mark_silent_runs(runs);
  return runs;
}

Result<IngestionSummary> SqliteCatalog::ingestion() {
  EDIFY_TRY(const auto newest, runs(kept_runs));
  return sum_up(newest);
}

Result<std::uint64_t> SqliteCatalog::forget_runs_before(UnixSeconds time) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto forget, database_.prepare("DELETE FROM ingest_runs WHERE last_update < ?1"));
  EDIFY_CHECK(forget.bind(1, time.time_since_epoch().count()).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

Result<bool> SqliteCatalog::claim(std::string_view task, UnixSeconds now, std::chrono::seconds every) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto upsert, database_.prepare("INSERT INTO claimed_tasks VALUES (?1, ?2) ON CONFLICT (task) DO UPDATE "
                                           "SET claimed = excluded.claimed WHERE claimed <= ?3"));
  upsert.bind(1, task).bind(2, now.time_since_epoch().count()).bind(3, (now - every).time_since_epoch().count());
  EDIFY_CHECK(upsert.run());
  return database_.changed_rows() > 0;
}

}  // namespace edify::catalog
