#include <fmt/format.h>

#include <memory>
#include <optional>

#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"
#include "store/qdrant/reindex.h"

namespace edify::app {
namespace {

using store::qdrant::ReindexReport;

struct ReindexOptions {
  bool keeps_old = false;
  bool json = false;
};

void show_progress(const ReindexReport& so_far) {
  if (!is_terminal()) return;
  fmt::print(stderr, "\r\x1b[K{}: {} documents, {} chunks", so_far.to, so_far.documents, so_far.chunks);
}

Result<void> reindex(const Config& config, const ReindexOptions& options) {
  if (!config.uses_qdrant()) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("edify reindex is for chunks in Qdrant; the indexes of the data folder are made again where "
                    "{} is deleted",
                    config.index_folder().string()));
  }
  EDIFY_CHECK(require_data_folder(config));
  const auto qdrant = qdrant_options(config);
  EDIFY_TRY(const auto peer, store::qdrant::Peer::create(qdrant));
  EDIFY_TRY(const auto versions, open_version_register(config));
  EDIFY_TRY(const auto embedder, load_embedder(config));
  store::qdrant::Reindex task(
      *peer, *versions, qdrant, [&](std::span<const std::string> texts) { return embedder.embed(texts); },
      show_progress);
  const auto report = task.run(options.keeps_old);
  if (is_terminal()) fmt::print(stderr, "\r\x1b[K");
  if (!report) return std::unexpected(report.error());
  if (options.json) {
    print_json({{"from", report->from},
                {"to", report->to},
                {"documents", report->documents},
                {"chunks", report->chunks},
                {"embedded_again", report->embedded_again}});
    return {};
  }
  fmt::print("{} answers now in place of {}: {} documents, {} chunks copied{}\n", report->to, report->from,
             report->documents, report->chunks, report->embedded_again ? ", embedded again" : "");
  return {};
}

}  // namespace

void add_reindex(CommandLine& line) {
  auto options = std::make_shared<ReindexOptions>();
  auto* command = line.parser.add_subcommand(
      "reindex", "Fill a new collection in Qdrant, laid out as configured, and let it take the old one's place");
  command->add_flag("--keep-old", options->keeps_old, "Do not delete the old collection");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return reindex(config, *options); }; });
}

}  // namespace edify::app
