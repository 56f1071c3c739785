#include "app/metrics_collector.h"

#include <sys/stat.h>

#include <system_error>
#include <utility>

#include "app/process_figures.h"
#include "base/log.h"
#include "ingest/report.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

double to_double(auto value) { return static_cast<double>(value); }

std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
    std::error_code gone;  // a snapshot's old file
    if (!file->is_regular_file(gone)) continue;
    const auto size = file->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

void collect_process(MetricFamilies& families) {
  const auto figures = read_process_figures();
  families.counter("process_cpu_seconds_total", "User and system time.", figures.cpu_seconds);
  families.gauge("process_start_time_seconds", "When the process started, since 1970.", figures.start_time_seconds);
  families.gauge("process_resident_memory_bytes", "Resident memory.", to_double(figures.resident_bytes));
  families.gauge("process_virtual_memory_bytes", "Virtual memory.", to_double(figures.virtual_bytes));
  families.gauge("process_open_fds", "Open file descriptors.", to_double(figures.open_files));
  families.gauge("process_max_fds", "The limit of open file descriptors.", to_double(figures.max_open_files));
}

void collect_retrieval(const retrieve::RetrieverTimes& times, MetricFamilies& families) {
  families.histogram("edify_embed_duration_seconds", "Turning a question into a vector, waiting included.",
                     times.embed.read());
  families.histogram("edify_search_duration_seconds", "Searching both lists of one question.", times.search.read());
  families.histogram("edify_fetch_duration_seconds", "Loading the chunks of one answer.", times.fetch.read());
}

// When the file was written, since 1970; 0 where it is not there.
double changed_seconds(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? static_cast<double>(status.st_mtime) : 0;
}

}  // namespace

std::vector<prometheus::MetricFamily> MetricsCollector::Collect() const {
  MetricFamilies families;
  if (const auto collected = collect_data(families); !collected) {
    log::warn("metrics are incomplete: {}", collected.error().message);
  }
  collect_requests(families);
  if (sources_.retriever != nullptr) collect_retrieval(sources_.retriever->times(), families);
  collect_cache(families);
  collect_audit(families);
  collect_edge(families);
  collect_process(families);
  return std::move(families).take();
}

Result<void> MetricsCollector::collect_data(MetricFamilies& families) const {
  families.gauge("edify_data_bytes", "Bytes on disk, by what they hold.", to_double(bytes_in(sources_.data)),
                 {{"kind", "database"}});
  families.gauge("edify_data_bytes", "", to_double(bytes_in(sources_.data / "index")), {{"kind", "index"}});
  if (!sources_.backup_mark.empty()) {
    families.gauge("edify_backup_last_success_timestamp_seconds", "When a backup was made last; 0: never.",
                   changed_seconds(sources_.backup_mark));
  }
  EDIFY_TRY(const auto stats, sources_.store.stats());
  families.gauge("edify_store_documents", "Documents that answer questions.", to_double(stats.documents));
  families.gauge("edify_store_chunks", "Chunks that answer questions.", to_double(stats.chunks));
  EDIFY_TRY(const auto counts, sources_.catalog.count_by_state());
  for (const auto& [state, count] : counts) {
    families.gauge("edify_ledger_documents", "Documents in the ledger, by state.", to_double(count),
                   {{"state", std::string(to_string(state))}});
  }
  EDIFY_TRY(const auto summary, sources_.catalog.ingestion());
  const bool paused = summary.state == "paused";
  families.gauge("edify_ingest_running", "1 while an ingest is at work.", summary.state == "running" || paused ? 1 : 0);
  families.gauge("edify_ingest_paused", "1 while an ingest waits for its source.", paused ? 1 : 0);
  families.gauge("edify_ingest_queue_documents", "Documents waiting or in hand.", to_double(summary.queue));
  families.gauge("edify_ingest_files_per_second", "Of the newest runs.", summary.files_per_second);
  families.gauge("edify_ingest_last_update_timestamp_seconds", "When an ingest last told its progress.",
                 to_double(summary.last_update.time_since_epoch().count()));
  return collect_progress(families);
}

// Of the newest run. A run starts again from nothing, so these are gauges.
Result<void> MetricsCollector::collect_progress(MetricFamilies& families) const {
  EDIFY_TRY(const auto runs, sources_.catalog.runs(1));
  if (runs.empty()) return {};
  const auto progress = ingest::progress_from_json(runs[0].progress);
  const auto gauge = [&](const char* name, const char* help, auto value) {
    families.gauge(std::string("edify_ingest_run_") + name, help, to_double(value));
  };
  gauge("files", "Documents to do, of those listed so far.", progress.files_to_do);
  gauge("files_finished", "Documents done, failed ones too.", progress.files_finished);
  gauge("bytes", "Bytes of the documents to do.", progress.bytes_to_do);
  gauge("bytes_finished", "Bytes of the documents done.", progress.bytes_finished);
  gauge("pages", "Pages read.", progress.pages);
  gauge("chunks", "Chunks stored.", progress.chunks);
  gauge("downloads_limit", "Documents that may be read from the source at once.", progress.downloads);
  gauge("memory_bytes", "Bytes of documents in flight.", progress.memory_bytes);
  gauge("memory_limit_bytes", "Bytes of documents that may be in flight now.", progress.memory_limit);
  gauge("seconds_left", "Expected; -1 where nobody can tell yet.", progress.seconds_left());
  for (const auto& [reason, count] : progress.failures) {
    families.gauge("edify_ingest_run_failures", "Documents that failed, by reason.", to_double(count),
                   {{"reason", reason}});
  }
  return {};
}

void MetricsCollector::collect_requests(MetricFamilies& families) const {
  if (sources_.requests == nullptr) return;
  families.gauge("edify_http_requests_in_flight", "Requests that a handler works on.",
                 to_double(sources_.requests->running()));
  sources_.requests->each([&](const api::Route& route, std::string_view status, const auto& figures) {
    families.histogram(
        "edify_http_request_duration_seconds",
        "From a request's last byte to its answer, by route and class of status.", figures,
        {{"method", std::string(route.method)}, {"route", std::string(route.path)}, {"status", std::string(status)}});
  });
}

void MetricsCollector::collect_cache(MetricFamilies& families) const {
  if (sources_.cache == nullptr) return;
  const auto level = [&](const char* name, const cache::CacheCounts& counts) {
    const auto result = [&](const char* label, const std::atomic<std::uint64_t>& count) {
      families.counter("edify_cache_requests_total", "Look-ups in a level of the result cache, by what came of them.",
                       to_double(count.load()), {{"level", name}, {"result", label}});
    };
    result("hit", counts.hits);
    result("miss", counts.misses);
  };
  level("memory", sources_.cache->memory_counts());
  if (sources_.cache->redis_counts() == nullptr) return;
  level("redis", *sources_.cache->redis_counts());
  families.gauge("edify_cache_redis_available", "1 while the Redis answers.",
                 sources_.cache->redis_available() ? 1 : 0);
}

void MetricsCollector::collect_audit(MetricFamilies& families) const {
  if (sources_.audit == nullptr) return;
  const auto figures = sources_.audit->figures();
  families.gauge("edify_audit_queue_rows", "Rows that wait to be written.", to_double(figures.queued));
  families.counter("edify_audit_rows_total", "Rows written.", to_double(figures.written));
  families.counter("edify_audit_refused_total", "Answers withheld because their row found no room.",
                   to_double(figures.refused));
  families.counter("edify_audit_failed_transactions_total", "Transactions that failed and were tried again.",
                   to_double(figures.failed_transactions));
}

// What never reached a handler, and why.
void MetricsCollector::collect_edge(MetricFamilies& families) const {
  if (sources_.server == nullptr) return;
  const auto figures = sources_.server->figures();
  const auto refused = [&](const char* reason, std::uint64_t count) {
    families.counter("edify_http_refused_total", "Requests turned away before their handler, by reason.",
                     to_double(count), {{"reason", reason}});
  };
  refused("rate", figures.gate.refused_by_rate);
  refused("overload", figures.gate.refused_by_overload);
  refused("deadline", figures.gate.too_late);
  refused("abandoned", figures.gate.abandoned);
  families.gauge("edify_http_questions_inside", "Questions that run or wait.", to_double(figures.gate.inside));
  families.gauge("edify_http_expected_wait_seconds", "What a question that came now would wait for a worker.",
                 std::chrono::duration<double>(figures.gate.expected_wait).count());
  families.gauge("edify_http_connections", "Open connections.", to_double(figures.connections));
  const auto turned_away = [&](const char* reason, std::uint64_t count) {
    families.counter("edify_http_connections_refused_total", "Connections closed for want of room, by reason.",
                     to_double(count), {{"reason", reason}});
  };
  turned_away("limit", figures.turned_away);
  turned_away("evicted", figures.evicted);
}

}  // namespace edify::app
