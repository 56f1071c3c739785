#include <fmt/format.h>

#include <memory>

#include "app/command.h"
#include "app/console.h"
#include "app/ingest_run.h"
#include "app/source_wiring.h"
#include "app/stop_signals.h"

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

Result<void> ingest_once(IngestRun& run, OpenedSource& opened, const IngestOptions& options,
                         const StopSignals& signals) {
  const ingest::Request request{.prefix = opened.prefix + options.prefix,
                                .paths = {},
                                .max_files = options.max_files,
                                .dry_run = options.dry_run,
                                .only = {}};
  EDIFY_TRY(const auto report, run.pass(*opened.source, request, signals.token(),
                                        options.json ? ProgressStyle::json : ProgressStyle::automatic));
  const bool changed = report.files_processed + report.duplicates + report.files_deleted > 0 && !options.dry_run;
  if (changed) EDIFY_CHECK(run.write_indexes());
  print_report(report, options.json);
  return {};
}

Result<void> ingest(const Config& config, const IngestOptions& options) {
  const StopSignals signals;
  const auto name = options.source.empty() ? fmt::format("azure://{}", config.azure_container) : options.source;
  EDIFY_TRY(auto opened, open_source(config, name, signals.token()));
  EDIFY_TRY(auto run, IngestRun::open(config));
  while (true) {
    auto result = ingest_once(*run, opened, options, signals);
    if (!options.watch) return result;
    // A source that is away for an hour is no reason to stop watching it.
    if (!result && !is_retryable(result.error().code)) return result;
    if (!result) fmt::print(stderr, "edify: {}; trying again later\n", result.error().message);
    if (signals.wait_for(config.watch_interval)) return {};
  }
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
