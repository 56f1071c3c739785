#include <fmt/format.h>
#include <fnmatch.h>

#include <memory>
#include <set>

#include "app/command.h"
#include "app/console.h"
#include "app/ingest_run.h"
#include "app/source_wiring.h"
#include "app/stop_signals.h"

namespace edify::app {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;
using Selection = std::function<bool(const LedgerEntry&)>;

struct ReprocessOptions {
  std::string where;
  bool json = false;
};

struct RetryOptions {
  std::vector<std::string> paths;
  bool json = false;
};

std::string field_of(const LedgerEntry& entry, std::string_view field, const std::string& default_year) {
  const auto placement = placement_from_path(entry.path, default_year);
  if (field == "path") return entry.path;
  if (field == "state") return std::string(to_string(entry.state));
  if (field == "reason") return entry.reason;
  if (field == "module") return std::string(to_string(placement.partition.module));
  return placement.partition.grade;
}

// FIELD=GLOB[,FIELD=GLOB…], all of them true. Without one: what an older pipeline made.
Result<Selection> parse_where(const std::string& where, const Config& config) {
  Selection selection = [](const LedgerEntry&) { return true; };
  for (std::string_view rest = where; !rest.empty();) {
    const auto comma = rest.find(',');
    const std::string term(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    const auto equals = term.find('=');
    const std::string field = term.substr(0, equals);
    static const std::set<std::string> fields = {"path", "state", "reason", "module", "grade"};
    if (equals == std::string::npos || !fields.contains(field)) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("--where {}: write FIELD=PATTERN with path, state, reason, module or grade", term));
    }
    selection = [earlier = std::move(selection), field, pattern = term.substr(equals + 1),
                 year = config.default_year](const LedgerEntry& entry) {
      return earlier(entry) && ::fnmatch(pattern.c_str(), field_of(entry, field, year).c_str(), 0) == 0;
    };
  }
  return selection;
}

// A ledger may hold documents of several sources; each is listed again for the documents that were chosen.
Result<void> process_again(const Config& config, const std::function<Selection(const IngestRun&)>& choose,
                           bool as_json) {
  const StopSignals signals;
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(auto run, IngestRun::open(config));
  const Selection selection = choose(*run);
  std::set<std::string> sources;
  EDIFY_CHECK(run->catalog().each(std::nullopt, [&](const LedgerEntry& entry) {
    if (entry.state != DocumentState::deleted && selection(entry)) sources.insert(entry.source);
    return true;
  }));
  if (sources.empty()) fmt::print(stderr, "Nothing to do: no document in the ledger fits.\n");
  for (const auto& description : sources) {
    EDIFY_TRY(const auto opened, reopen_source(config, description, signals.token()));
    ingest::Request request;
    request.only = selection;
    EDIFY_TRY(const auto report, run->pass(*opened.source, request, signals.token(),
                                           as_json ? ProgressStyle::json : ProgressStyle::automatic));
    if (report.files_processed + report.duplicates > 0) EDIFY_CHECK(run->write_indexes());
    print_report(report, as_json);
  }
  return {};
}

Result<void> reprocess(const Config& config, const ReprocessOptions& options) {
  EDIFY_TRY(const Selection fits, parse_where(options.where, config));
  return process_again(
      config,
      [&](const IngestRun& run) -> Selection {
        return [&fits, &options, &run](const LedgerEntry& entry) {
          const bool outdated =
              entry.version != ingest::document_version(entry.content_hash, run.version_for(entry.path));
          return fits(entry) && (outdated || !options.where.empty());
        };
      },
      options.json);
}

Result<void> retry(const Config& config, const RetryOptions& options) {
  const std::set<std::string> paths(options.paths.begin(), options.paths.end());
  return process_again(
      config,
      [&](const IngestRun&) -> Selection {
        return [&paths](const LedgerEntry& entry) {
          const bool failed = entry.state == DocumentState::failed || entry.state == DocumentState::quarantined;
          return failed && (paths.empty() || paths.contains(entry.path));
        };
      },
      options.json);
}

}  // namespace

void add_reprocess_and_retry(CommandLine& line) {
  auto again = std::make_shared<ReprocessOptions>();
  auto* command =
      line.parser.add_subcommand("reprocess", "Make again what an older release parsed, chunked or embedded");
  command->add_option("--where", again->where,
                      "Also what is not outdated: FIELD=PATTERN[,…] with path, state, reason, module, grade");
  command->add_flag("--json", again->json, "The report as one JSON object");
  command->callback(
      [&line, again] { line.action = [again](const Config& config) { return reprocess(config, *again); }; });

  auto failed = std::make_shared<RetryOptions>();
  command = line.parser.add_subcommand("retry", "Try failed or quarantined documents again");
  command->add_option("PATH", failed->paths, "Only these paths, as `edify status` shows them");
  command->add_flag("--json", failed->json, "The report as one JSON object");
  command->callback(
      [&line, failed] { line.action = [failed](const Config& config) { return retry(config, *failed); }; });
}

}  // namespace edify::app
