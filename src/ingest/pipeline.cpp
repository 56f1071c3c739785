#include "ingest/pipeline.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "ingest/downloader.h"
#include "ingest/findings.h"
#include "ingest/flow.h"
#include "ingest/lister.h"
#include "ingest/memory_pressure.h"
#include "ingest/parse_stage.h"
#include "ingest/store_stages.h"
#include "ingest/sweeper.h"

namespace edify::ingest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t embed_threads = 2;  // one gathers while the other's batch is computed
constexpr std::size_t store_threads = 2;  // one waits for the store while the other waits for the ledger

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

// One run from the first listed object to the report.
class Run {
 public:
  Run(Stages& stages, const PipelineOptions& options, const Request& request, const std::stop_token& stop)
      : options_(options), stop_(stop), flow_(stages, options, request, stop) {
    record_.id = random_uuid();
    record_.source = stages.source.description();
    record_.started = unix_now();
  }

  Result<Report> execute(const ProgressListener& listener) {
    EDIFY_CHECK(end_dead_leases());
    EDIFY_TRY(const std::uint64_t sweep, flow_.stages.catalog.begin_sweep());
    Lister lister(flow_);
    {
      const std::jthread ticker([&](const std::stop_token& done) { tick(done, listener); });
      run_stages(lister);
      if (!flow_.error() && lister.complete() && covers_everything()) flow_.note(sweep_unseen(flow_, sweep));
    }
    // Whatever is still leased is free for the next.
    EDIFY_CHECK(flow_.stages.catalog.renew(options_.owner, UnixSeconds{}));
    return finish(lister);
  }

 private:
  // Only a whole and undisturbed listing says anything about what is not in it.
  bool covers_everything() const { return !flow_.stopping() && !flow_.request.only && flow_.request.paths.empty(); }

  void run_stages(Lister& lister) {
    std::vector<std::jthread> threads;
    const auto start = [&]<typename Stage>(std::size_t count, std::type_identity<Stage>) {
      for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this] { Stage(flow_).work(); });
    };
    start(options_.downloads != 0 ? options_.downloads : most_downloads, std::type_identity<Downloader>());
    start(std::max(options_.workers, 1U), std::type_identity<ParseStage>());
    start(embed_threads, std::type_identity<EmbedStage>());
    start(store_threads, std::type_identity<StoreStage>());
    flow_.note(lister.run());
    // What other ingesters hold is looked at again until they have done it, or died.
    while (!flow_.wait_until_empty(std::chrono::milliseconds(500))) {
      flow_.note(end_dead_leases());
      flow_.return_held();
    }
    flow_.close_queues();
  }

  Result<void> end_dead_leases() {
    for (const auto& owner : options_.dead_owners()) {
      EDIFY_CHECK(flow_.stages.catalog.renew(owner, UnixSeconds{}));
    }
    return {};
  }

  // Beside the stages: tells the progress, keeps the leases, watches the machine's memory.
  void tick(const std::stop_token& done, const ProgressListener& listener) {
    std::mutex mutex;
    std::condition_variable_any wake;
    auto next_second = Clock::now();
    auto next_heartbeat = Clock::now() + options_.lease / 3;
    while (!done.stop_requested()) {
      if (listener) listener(current_progress());
      if (Clock::now() >= next_second) {
        next_second = Clock::now() + std::chrono::seconds(1);
        adapt();
        flow_.note(save_record(flow_.health.away() ? "paused" : "running"));
      }
      if (Clock::now() >= next_heartbeat) {
        next_heartbeat = Clock::now() + options_.lease / 3;
        flow_.note(flow_.stages.catalog.renew(options_.owner, flow_.lease_end()));
      }
      std::unique_lock lock(mutex);
      wake.wait_for(lock, done, std::chrono::milliseconds(200), [] { return false; });
    }
    if (listener) listener(current_progress());
  }

  void adapt() {
    if (const auto share = used_share_now()) {
      const auto before = flow_.budget.limit();
      const auto limit = next_limit(before, options_.document_memory, *share);
      flow_.budget.set_limit(limit);
      if (limit < before) {
        log::warn("{:.0f} % of the machine's memory is in use: document_memory goes down to {} MB", *share * 100,
                  limit >> 20);
      } else if (limit > before && limit == options_.document_memory) {
        log::warn("memory is free again: document_memory is back at {} MB", limit >> 20);
      }
    }
    if (options_.downloads != 0) return;
    flow_.slots.set_limit(
        next_downloads(flow_.slots.limit(), flow_.work.size(), flow_.downloaded.size(), options_.workers));
  }

  Progress current_progress() const {
    Progress progress = flow_.tally.progress();
    progress.elapsed = Clock::now() - started_;
    progress.bytes_finished += flow_.bytes_advanced();
    progress.memory_bytes = flow_.budget.used();
    progress.memory_limit = flow_.budget.limit();
    progress.downloads = flow_.slots.limit();
    progress.source_away = flow_.health.away();
    return progress;
  }

  Result<void> save_record(std::string state) {
    if (flow_.request.dry_run) return {};
    const Progress progress = current_progress();
    auto& summary = record_.summary;
    summary.state = std::move(state);
    summary.queue = progress.files_to_do - std::min(progress.files_to_do, progress.files_finished);
    summary.elapsed_seconds = progress.elapsed.count();
    summary.files_per_second =
        summary.elapsed_seconds > 0 ? static_cast<double>(progress.files_finished) / summary.elapsed_seconds : 0;
    summary.memory_bytes = progress.memory_bytes;
    summary.last_update = unix_now();
    record_.progress = to_json(progress);
    return flow_.stages.catalog.save_run(record_);
  }

  Result<Report> finish(const Lister& lister) {
    if (const auto error = flow_.error()) {
      EDIFY_CHECK(save_record("interrupted"));
      return std::unexpected(*error);
    }
    Report report = flow_.tally.report();
    report.complete = lister.complete() && !stop_.stop_requested();
    const bool changed = report.files_processed + report.duplicates + report.files_deleted + report.files_failed > 0;
    if (!flow_.request.dry_run && flow_.request.paths.empty()) {
      EDIFY_TRY(report.inconsistencies,
                changed ? reconcile(flow_.stages.catalog, flow_.stages.store) : known_inconsistencies());
    }
    report.total_time = std::chrono::duration<double>(Clock::now() - started_).count();
    const auto traffic = flow_.stages.source.traffic();
    report.requests = traffic.requests - traffic_before_.requests;
    report.requests_retried = traffic.retries - traffic_before_.retries;
    report.peak_memory_bytes = peak_resident_bytes();
    report.peak_document_memory_bytes = flow_.budget.peak();
    std::ranges::sort(report.errors, {}, &DocumentProblem::path);
    std::ranges::sort(report.unplaced);
    record_.report = to_json(report);
    EDIFY_CHECK(save_record(stop_.stop_requested() ? "interrupted" : "finished"));
    return report;
  }

  // Where nothing has changed, what the last report says still holds.
  Result<std::vector<Inconsistency>> known_inconsistencies() {
    constexpr std::size_t looked_at = 100;
    EDIFY_TRY(const auto runs, flow_.stages.catalog.runs(looked_at));
    for (const auto& run : runs) {
      if (!run.report.empty()) return report_from_json(run.report).inconsistencies;
    }
    return std::vector<Inconsistency>{};
  }

  const PipelineOptions& options_;
  const std::stop_token stop_;
  Flow flow_;
  catalog::RunRecord record_;
  const source::Traffic traffic_before_ = flow_.stages.source.traffic();
  const Clock::time_point started_ = Clock::now();
};

}  // namespace

PersonalDataPolicy PipelineOptions::policy_for(Module module) const {
  const auto found = personal_data.find(module);
  return found == personal_data.end() ? PersonalDataPolicy::index : found->second;
}

PipelineVersion PipelineOptions::version_for(std::string_view path) const {
  const auto policy = policy_for(placement_from_path(path, default_year).partition.module);
  if (policy == PersonalDataPolicy::index) return pipeline_version;
  return fmt::format("{}/{}", pipeline_version, to_string(policy));
}

Pipeline::Pipeline(Stages stages, PipelineOptions options) : stages_(std::move(stages)), options_(std::move(options)) {}

Result<Report> Pipeline::run(const Request& request, const std::stop_token& stop, const ProgressListener& listener) {
  return Run(stages_, options_, request, stop).execute(listener);
}

}  // namespace edify::ingest
