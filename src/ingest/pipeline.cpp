#include "ingest/pipeline.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/log.h"
#include "ingest/bounded_queue.h"
#include "ingest/byte_budget.h"
#include "ingest/document_task.h"

namespace edify::ingest {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;
using Clock = std::chrono::steady_clock;

// Listed objects that wait for a worker: small structs, so the lister may run well ahead and the time left is known.
constexpr std::size_t queue_capacity = 10'000;
constexpr std::size_t mark_batch = 500;

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

// One run: its threads, its queue, its counters. The stages in order:
//   list_and_decide → work (any number) → remove_unseen, with report_progress beside them.
class Run {
 public:
  Run(Stages& stages, const PipelineOptions& options, const Request& request, std::stop_token stop)
      : stages_(stages),
        options_(options),
        request_(request),
        stop_(std::move(stop)),
        budget_(options.document_memory),
        queue_(queue_capacity) {}

  Result<Report> execute(const ProgressListener& listener) {
    if (!request_.dry_run) EDIFY_CHECK(stages_.store.discard_staged());
    EDIFY_TRY(sweep_, stages_.catalog.begin_sweep());
    {
      std::jthread progress([&](const std::stop_token& done) { report_progress(done, listener); });
      std::vector<std::jthread> workers;
      for (std::uint32_t i = 0; i < std::max(options_.workers, 1U); ++i) workers.emplace_back([this] { work(); });
      note(list_and_decide());
      queue_.close();
    }
    if (error_) return std::unexpected(*error_);
    if (covers_everything()) EDIFY_CHECK(remove_unseen());
    EDIFY_CHECK(save_summary(stop_.stop_requested() ? "interrupted" : "finished"));
    return finished_report();
  }

 private:
  // Only a whole and undisturbed listing says anything about what is not in it.
  bool covers_everything() const { return listing_complete_ && !stop_.stop_requested() && !request_.only; }

  Result<void> list_and_decide() {
    std::optional<Error> error;
    bool cut_short = false;
    const auto listed = stages_.source.list(request_.prefix, [&](SourceObject&& object) {
      if (stop_.stop_requested() || accepted_ >= request_.max_files || failed()) {
        cut_short = true;
        return false;
      }
      if (auto result = consider(std::move(object)); !result) error = std::move(result).error();
      return !error;
    });
    if (error) return std::unexpected(std::move(*error));
    EDIFY_CHECK(listed);
    EDIFY_CHECK(flush_marks());
    listing_complete_ = !cut_short;
    tally_.change([](Report&, Progress& progress) { progress.listing_finished = true; });
    return {};
  }

  Result<void> consider(SourceObject object) {
    EDIFY_TRY(auto entry, stages_.catalog.find(object.path));
    const bool forced = entry && request_.only && request_.only(*entry);
    const Decision decision = decide(entry, object, options_.version_for(object.path), unix_now());
    const bool process = request_.only ? forced : decision == Decision::process;
    tally_.change([&](Report& report, Progress& progress) {
      ++report.files_seen;
      ++progress.files_listed;
      progress.files_to_do += process ? 1 : 0;
      progress.bytes_to_do += process ? object.size : 0;
      if (process) return;
      report.files_unchanged += decision == Decision::unchanged ? 1 : 0;
      report.files_waiting += decision == Decision::wait ? 1 : 0;
      report.files_outdated += decision == Decision::outdated ? 1 : 0;
    });
    if (request_.dry_run) {
      if (process) note_dry(object);
      return entry ? mark(object.path) : Result<void>{};
    }
    if (!process) return entry ? mark(object.path) : Result<void>{};
    ++accepted_;
    LedgerEntry row = updated_row(std::move(entry), object);
    EDIFY_CHECK(stages_.catalog.save(row));
    EDIFY_CHECK(mark(object.path));
    queue_.push({std::move(object), std::move(row), forced});
    return {};
  }

  void note_dry(const SourceObject& object) {
    ++accepted_;
    if (placement_from_path(object.path, options_.default_year).recognized) return;
    tally_.change([&](Report& report, Progress&) { report.unplaced.push_back(object.path); });
  }

  LedgerEntry updated_row(std::optional<LedgerEntry> known, const SourceObject& object) const {
    LedgerEntry row = known.value_or(LedgerEntry{});
    const bool changed = row.etag != object.etag || row.size != object.size;
    if (!known) row.first_seen = unix_now();
    if (changed || request_.only) row.tries = 0;
    row.path = object.path;
    row.source = stages_.source.description();
    row.document_id = document_id(object.path);
    row.size = object.size;
    row.etag = object.etag;
    row.state = DocumentState::pending;
    row.updated = unix_now();
    return row;
  }

  Result<void> mark(const std::string& path) {
    marks_.push_back(path);
    return marks_.size() >= mark_batch ? flush_marks() : Result<void>{};
  }
  Result<void> flush_marks() {
    auto result = stages_.catalog.mark_seen(marks_, sweep_);
    marks_.clear();
    return result;
  }

  void work() {
    DocumentTask task(stages_, options_, budget_, tally_);
    while (auto item = queue_.pop()) {
      if (stop_.stop_requested()) queue_.abandon();
      const std::uint64_t size = item->object.size;
      note(task.run(std::move(*item)));
      tally_.change([&](Report&, Progress& progress) {
        ++progress.files_finished;
        progress.bytes_finished += size;
      });
    }
  }

  Result<void> remove_unseen() {
    if (request_.dry_run) return count_unseen();
    while (true) {
      EDIFY_TRY(auto gone, stages_.catalog.unseen(stages_.source.description(), request_.prefix, sweep_, mark_batch));
      if (gone.empty()) return {};
      for (auto& entry : gone) {
        EDIFY_CHECK(stages_.store.remove(entry.document_id));
        entry.state = DocumentState::deleted;
        entry.chunks = 0;
        entry.updated = unix_now();
        EDIFY_CHECK(stages_.catalog.save(entry));
        tally_.change([](Report& report, Progress&) { ++report.files_deleted; });
      }
    }
  }

  Result<void> count_unseen() {
    EDIFY_TRY(const auto gone,
              stages_.catalog.unseen(stages_.source.description(), request_.prefix, sweep_, INT32_MAX));
    tally_.change([&](Report& report, Progress&) { report.files_deleted = gone.size(); });
    return {};
  }

  void report_progress(const std::stop_token& done, const ProgressListener& listener) {
    std::mutex mutex;
    std::condition_variable_any wake;
    auto next_save = Clock::now();
    while (true) {
      if (listener) listener(current_progress());
      if (Clock::now() >= next_save) {
        note(save_summary("running"));
        next_save = Clock::now() + std::chrono::seconds(1);
      }
      std::unique_lock lock(mutex);
      // Sleeps until the run is over or a fifth of a second has passed.
      if (wake.wait_for(lock, done, std::chrono::milliseconds(200), [] { return false; }) || done.stop_requested())
        break;
    }
    if (listener) listener(current_progress());
  }

  Progress current_progress() const {
    Progress progress = tally_.progress();
    progress.elapsed = Clock::now() - started_;
    progress.memory_bytes = budget_.used();
    return progress;
  }

  Result<void> save_summary(std::string state) {
    if (request_.dry_run) return {};
    const Progress progress = current_progress();
    catalog::IngestionSummary summary;
    summary.state = std::move(state);
    summary.queue = progress.files_to_do - progress.files_finished;
    summary.elapsed_seconds = progress.elapsed.count();
    summary.files_per_second =
        summary.elapsed_seconds > 0 ? static_cast<double>(progress.files_finished) / summary.elapsed_seconds : 0;
    summary.memory_bytes = progress.memory_bytes;
    summary.last_update = unix_now();
    return stages_.catalog.save_ingestion(summary);
  }

  Report finished_report() {
    Report report = tally_.report();
    report.total_time = std::chrono::duration<double>(Clock::now() - started_).count();
    report.peak_memory_bytes = peak_resident_bytes();
    report.peak_document_memory_bytes = budget_.peak();
    report.complete = listing_complete_ && !stop_.stop_requested();
    std::ranges::sort(report.errors, {}, &DocumentProblem::path);
    std::ranges::sort(report.unplaced);
    return report;
  }

  // Keeps the first error that ends the run.
  void note(const Result<void>& result) {
    if (result) return;
    const std::lock_guard lock(error_mutex_);
    if (!error_) error_ = result.error();
    queue_.abandon();
  }
  bool failed() {
    const std::lock_guard lock(error_mutex_);
    return error_.has_value();
  }

  Stages& stages_;
  const PipelineOptions& options_;
  const Request& request_;
  std::stop_token stop_;
  ByteBudget budget_;
  BoundedQueue<WorkItem> queue_;
  Tally tally_;
  Clock::time_point started_ = Clock::now();
  std::uint64_t sweep_ = 0;
  std::uint64_t accepted_ = 0;
  std::vector<std::string> marks_;
  bool listing_complete_ = false;
  std::mutex error_mutex_;
  std::optional<Error> error_;
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
