#include "app/ingest_run.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "app/console.h"
#include "app/progress_display.h"

namespace edify::app {
namespace {

// Questions come first: the kernel gives an ingest what they leave.
void lower_priority() { ::setpriority(PRIO_PROCESS, 0, 10); }

ingest::PipelineVersion pipeline_version() {
  return fmt::format("{}/{}/{}", parse::parser_version, chunk::chunker_version, embed::model_name);
}

}  // namespace

IngestRun::IngestRun(IngesterLock lock, embed::Embedder embedder, const Config& config)
    : lock_(std::move(lock)),
      embedder_(std::move(embedder)),
      workers_(make_worker_pool(config, thread_count(config.ingest_workers))) {}

Result<std::unique_ptr<IngestRun>> IngestRun::open(const Config& config) {
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(auto lock, IngesterLock::take(config.data / "ingesters"));
  lower_priority();
  EDIFY_TRY(auto embedder, load_embedder(config));
  std::unique_ptr<IngestRun> run(new IngestRun(std::move(lock), std::move(embedder), config));
  EDIFY_CHECK(run->workers_.confinement());
  EDIFY_TRY(run->store_, open_store(config, false));
  EDIFY_TRY(run->catalog_, open_catalog(config));
  run->options_.pipeline_version = pipeline_version();
  run->options_.default_year = config.default_year;
  run->options_.document_memory = config.document_memory;
  run->options_.workers = thread_count(config.ingest_workers);
  run->options_.downloads = config.downloads;
  run->options_.lease = config.lease;
  run->options_.outage_patience = config.outage_patience;
  run->options_.owner = run->lock_.owner();
  run->options_.dead_owners = [raw = run.get()] { return raw->lock_.dead_owners(); };
  run->options_.limits = config.limits;
  run->options_.ocr = config.ocr;
  if (!config.ocr_enabled) run->options_.strategy = parse::Strategy::fast;
  run->options_.personal_data = config.personal_data;
  return run;
}

Result<ingest::Report> IngestRun::pass(source::Source& source, const ingest::Request& request,
                                       const std::stop_token& stop, ProgressStyle style) {
  ingest::Stages stages{.source = source,
                        .parse = [this](RangeReader& reader,
                                        const parse::ParseOptions& options) { return workers_.parse(reader, options); },
                        .count_tokens = [this](std::string_view text) { return embedder_.tokenizer().count(text); },
                        .embed = [this](std::span<const std::string> texts) { return embedder_.embed(texts); },
                        .store = *store_,
                        .catalog = *catalog_};
  ingest::Pipeline pipeline(std::move(stages), options_);
  ProgressDisplay display(style);
  auto report = pipeline.run(request, stop, [&](const ingest::Progress& progress) { display.show(progress); });
  display.finish();
  return report;
}

}  // namespace edify::app
