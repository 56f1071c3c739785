#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/command.h"
#include "app/console.h"
#include "app/ingest_run.h"
#include "app/source_wiring.h"
#include "app/stop_signals.h"
#include "base/heap.h"
#include "source/azure/event_queue.h"

namespace edify::app {
namespace {

struct IngestOptions {
  std::string source;
  std::string prefix;
  std::uint64_t max_files = UINT64_MAX;
  bool watch = false;
  bool dry_run = false;
  bool json = false;
};

// How often the queue of events is asked while no listing is due.
constexpr std::chrono::seconds event_interval{2};

// Every pass of one command: over the whole source, or over what events named.
class Ingest {
 public:
  Ingest(const Config& config, const IngestOptions& options, const StopSignals& signals, OpenedSource opened,
         std::unique_ptr<IngestRun> run)
      : config_(config), options_(options), signals_(signals), opened_(std::move(opened)), run_(std::move(run)) {}

  Result<void> pass_over(std::vector<std::string> paths = {}) {
    const ingest::Request request{.prefix = opened_.prefix + options_.prefix,
                                  .paths = std::move(paths),
                                  .max_files = options_.max_files,
                                  .dry_run = options_.dry_run,
                                  .only = {}};
    EDIFY_TRY(const auto report, run_->pass(*opened_.source, request, signals_.token(),
                                            options_.json ? ProgressStyle::json : ProgressStyle::automatic));
    const bool changed = report.files_processed + report.duplicates + report.files_deleted > 0 && !options_.dry_run;
    if (changed && request.paths.empty()) EDIFY_CHECK(run_->write_indexes());
    print_report(report, options_.json);
    return {};
  }

  // Full passes every watch_interval, and what events name in between, until somebody asks to stop.
  Result<void> watch() {
    EDIFY_TRY(const auto queue, open_event_queue());
    while (true) {
      const auto next_pass = std::chrono::steady_clock::now() + config_.watch_interval;
      EDIFY_CHECK(go_on_after(pass_over()));
      while (std::chrono::steady_clock::now() < next_pass) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(next_pass - std::chrono::steady_clock::now());
        const auto pause = queue ? std::min<std::chrono::milliseconds>(event_interval, left) : left;
        if (signals_.wait_for(pause)) return {};
        if (queue) EDIFY_CHECK(go_on_after(follow_events(*queue)));
      }
    }
  }

 private:
  using EventQueue = source::azure::EventQueue;

  // A source that is away for an hour is no reason to stop watching it.
  Result<void> go_on_after(const Result<void>& result) const {
    if (result || signals_.token().stop_requested()) return {};
    if (!is_retryable(result.error().code)) return result;
    fmt::print(stderr, "edify: {}; trying again later\n", result.error().message);
    return {};
  }

  // Nothing where none is configured, or where a folder is watched.
  Result<std::unique_ptr<EventQueue>> open_event_queue() const {
    constexpr std::string_view azure = "azure:";
    const std::string description = opened_.source->description();
    if (config_.azure.event_queue.empty() || !description.starts_with(azure)) return nullptr;
    return EventQueue::open(config_.azure, description.substr(description.rfind('/') + 1), signals_.token());
  }

  // An event is a hint: the blob itself is looked at, and the message goes only when that is done.
  Result<void> follow_events(EventQueue& queue) {
    EDIFY_TRY(const auto events, queue.receive());
    if (events.empty()) return {};
    std::set<std::string> paths;
    for (const auto& event : events) {
      if (event.change.path.starts_with(opened_.prefix + options_.prefix)) paths.insert(event.change.path);
    }
    if (!paths.empty()) EDIFY_CHECK(pass_over({paths.begin(), paths.end()}));
    return queue.acknowledge(events);
  }

  const Config& config_;
  const IngestOptions& options_;
  const StopSignals& signals_;
  OpenedSource opened_;
  std::unique_ptr<IngestRun> run_;
};

Result<void> ingest(const Config& config, const IngestOptions& options) {
  return_large_blocks();
  const StopSignals signals;
  const auto name = options.source.empty() ? fmt::format("azure://{}", config.azure_container) : options.source;
  EDIFY_TRY(auto opened, open_source(config, name, signals.token()));
  EDIFY_TRY(auto run, IngestRun::open(config));
  Ingest ingest(config, options, signals, std::move(opened), std::move(run));
  return options.watch ? ingest.watch() : ingest.pass_over();
}

}  // namespace

void add_ingest(CommandLine& line) {
  auto options = std::make_shared<IngestOptions>();
  auto* command =
      line.parser.add_subcommand("ingest", "Read new and changed documents into the store, forget deleted ones");
  command->add_option("SOURCE", options->source, "A folder, or azure://CONTAINER[/PREFIX]");
  command->add_option("--prefix", options->prefix, "Only paths that start with this");
  command->add_option("--max-files", options->max_files, "Process at most this many")->check(CLI::PositiveNumber);
  command->add_flag("--watch", options->watch, "Go on: sync again every ingest.watch_interval");
  command->add_flag("--dry-run", options->dry_run, "Say what would be done and change nothing");
  command->add_flag("--json", options->json, "The report as one JSON object");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return ingest(config, *options); }; });
}

}  // namespace edify::app
