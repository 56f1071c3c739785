#include <fmt/format.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/command.h"
#include "app/console.h"
#include "app/ingest_run.h"
#include "app/progress_display.h"
#include "app/stop_signals.h"
#include "app/wiring.h"
#include "catalog/quality_json.h"

namespace edify::app {
namespace {

namespace json = boost::json;
using catalog::DocumentState;
using catalog::LedgerEntry;

struct StatusOptions {
  std::string state;
  bool json = false;
  bool follow = false;
  bool report = false;
};

json::object to_json(const LedgerEntry& entry) {
  json::array pages(entry.pages_needing_ocr.begin(), entry.pages_needing_ocr.end());
  return {{"path", entry.path},
          {"document_id", entry.document_id},
          {"state", to_string(entry.state)},
          {"reason", entry.reason},
          {"message", entry.message},
          {"size", entry.size},
          {"etag", entry.etag},
          {"content_hash", entry.content_hash},
          {"version", entry.version},
          {"tries", entry.tries},
          {"chunks", entry.chunks},
          {"pages", entry.pages},
          {"pages_needing_ocr", std::move(pages)},
          {"findings", json::value_from(entry.findings)},
          {"quality", json::parse(catalog::quality_to_json(entry.quality))},
          {"first_seen", to_rfc3339(entry.first_seen)},
          {"updated", to_rfc3339(entry.updated)}};
}

void print_row(const LedgerEntry& entry) {
  fmt::print("{:<12} {:>5} {:>5}  {}  {}{}{}\n", to_string(entry.state), entry.chunks, entry.pages,
             to_rfc3339(entry.updated), entry.path, entry.reason.empty() ? "" : "  – ",
             entry.message.empty() ? entry.reason : fmt::format("{}: {}", entry.reason, entry.message));
}

Result<void> print_table(catalog::Catalog& catalog, std::optional<DocumentState> state) {
  fmt::print("{:<12} {:>5} {:>5}  {:<20}  {}\n", "STATE", "CHUNK", "PAGES", "UPDATED", "PATH");
  EDIFY_CHECK(catalog.each(state, [](const LedgerEntry& entry) {
    print_row(entry);
    return true;
  }));
  EDIFY_TRY(const auto counts, catalog.count_by_state());
  for (const auto& [each, count] : counts) fmt::print(stderr, "{} {}  ", count, to_string(each));
  EDIFY_TRY(const auto runs, catalog.runs(1));
  fmt::print(stderr, "(ingest: {})\n", runs.empty() ? "never" : runs[0].summary.state);
  return {};
}

// The quality reports of published documents, added up.
struct QualitySum {
  std::uint64_t documents = 0;
  std::uint64_t pages = 0;
  std::uint64_t characters = 0;
  std::uint64_t pages_ocred = 0;
  std::uint64_t suspicious_pages = 0;
  std::uint64_t pages_needing_ocr = 0;
  double confidence = 0;  // times pages_ocred
  std::map<std::string, std::uint64_t> languages;
  std::map<std::string, std::uint64_t> personal_data;

  void add(const LedgerEntry& entry) {
    if (entry.state != DocumentState::done) return;
    const QualityReport& quality = entry.quality;
    ++documents;
    pages += entry.pages;
    characters += quality.characters;
    pages_ocred += quality.pages_ocred;
    suspicious_pages += quality.suspicious_pages.size();
    pages_needing_ocr += entry.pages_needing_ocr.size();
    confidence += quality.ocr_confidence * quality.pages_ocred;
    if (!quality.language.empty()) ++languages[quality.language];
    for (const auto& [kind, count] : quality.personal_data) personal_data[kind] += count;
  }

  json::object to_json() const {
    const auto share = [](double part, double whole) { return whole > 0 ? part / whole : 0.0; };
    return {{"documents", documents},
            {"pages", pages},
            {"characters_a_page", share(static_cast<double>(characters), static_cast<double>(pages))},
            {"pages_ocred", pages_ocred},
            {"share_of_pages_ocred", share(static_cast<double>(pages_ocred), static_cast<double>(pages))},
            {"mean_ocr_confidence", share(confidence, static_cast<double>(pages_ocred))},
            {"suspicious_pages", suspicious_pages},
            {"pages_needing_ocr", pages_needing_ocr},
            {"languages", json::value_from(languages)},
            {"personal_data", json::value_from(personal_data)}};
  }
};

// Row by row, so that a large ledger is no object in memory.
Result<void> print_as_json(catalog::Catalog& catalog, std::optional<DocumentState> state) {
  EDIFY_TRY(const auto counts, catalog.count_by_state());
  EDIFY_TRY(const auto ingestion, catalog.ingestion());
  json::object by_state;
  for (const auto& [each, count] : counts) by_state[to_string(each)] = count;
  fmt::print(
      "{{\"counts\":{},\"ingestion\":{},\"documents\":[", json::serialize(by_state),
      json::serialize(json::object{
          {"state", ingestion.state}, {"queue", ingestion.queue}, {"last_update", to_rfc3339(ingestion.last_update)}}));
  bool first = true;
  QualitySum quality;
  EDIFY_CHECK(catalog.each(state, [&](const LedgerEntry& entry) {
    fmt::print("{}{}", first ? "" : ",", json::serialize(to_json(entry)));
    first = false;
    quality.add(entry);
    return true;
  }));
  fmt::print("],\"quality\":{}}}\n", json::serialize(quality.to_json()));
  return {};
}

bool is_open(const catalog::RunRecord& run) { return run.summary.state == "running" || run.summary.state == "paused"; }

// Watches the newest run until it is over, as its own process shows it.
Result<void> follow(catalog::Catalog& catalog, bool json) {
  const StopSignals signals;
  ProgressDisplay display(json ? ProgressStyle::json : ProgressStyle::automatic);
  std::string watched;
  while (true) {
    EDIFY_TRY(const auto runs, catalog.runs(1));
    if (runs.empty() || (watched.empty() && !is_open(runs[0]))) {
      fmt::print(stderr, "no ingest is running; `edify status --report` shows the last one\n");
      return {};
    }
    if (watched.empty()) watched = runs[0].id;
    display.show(ingest::progress_from_json(runs[0].progress));
    if (!is_open(runs[0]) || runs[0].id != watched) break;
    if (signals.wait_for(std::chrono::milliseconds(500))) break;
  }
  display.finish();
  return {};
}

Result<void> show_report(catalog::Catalog& catalog, bool json) {
  constexpr std::size_t looked_at = 100;
  EDIFY_TRY(const auto runs, catalog.runs(looked_at));
  for (const auto& run : runs) {
    if (run.report.empty()) continue;
    if (!json) {
      fmt::print(stderr, "Ingest of {}, {} at {}:\n", run.source, run.summary.state,
                 to_rfc3339(run.summary.last_update));
    }
    print_report(ingest::report_from_json(run.report), json);
    return {};
  }
  return fail(ErrorCode::not_found, "no ingest has ended here yet; `edify status` shows what is known");
}

Result<void> show_status(const Config& config, const StatusOptions& options) {
  std::optional<DocumentState> state;
  if (!options.state.empty()) {
    state = catalog::document_state_from_string(options.state);
    if (!state) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("--state {} is not known; use pending, processing, done, failed, quarantined or deleted",
                              options.state));
    }
  }
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(auto catalog, open_catalog(config));
  if (options.follow) return follow(*catalog, options.json);
  if (options.report) return show_report(*catalog, options.json);
  return options.json ? print_as_json(*catalog, state) : print_table(*catalog, state);
}

}  // namespace

void add_status(CommandLine& line) {
  auto options = std::make_shared<StatusOptions>();
  auto* command = line.parser.add_subcommand("status", "The ledger, a row a document: state, reason, chunks, pages");
  command->add_option("--state", options->state, "Only documents in this state");
  command->add_flag("--json", options->json, "One JSON object");
  auto* follow = command->add_flag("--follow", options->follow, "Watch the ingest that is running until it is over");
  command->add_flag("--report", options->report, "The last ingest's report, with what a person may want to put right")
      ->excludes(follow);
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return show_status(config, *options); }; });
}

}  // namespace edify::app
