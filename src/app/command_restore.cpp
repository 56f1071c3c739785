#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/audit_head.h"
#include "app/backup_parts.h"
#include "app/backup_wiring.h"
#include "app/command.h"
#include "app/console.h"
#include "app/golden_queries.h"
#include "app/ingest_run.h"
#include "app/replay.h"
#include "app/restore_target.h"
#include "app/source_wiring.h"
#include "app/stop_signals.h"
#include "app/store_key.h"
#include "app/wiring.h"
#include "backup/backup_set.h"
#include "base/sqlite.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;
using backup::Manifest;

struct RestoreOptions {
  std::string set;  // empty: the newest
  bool list = false;
  bool check = false;
  bool no_resync = false;
  bool json = false;
};

struct Outcome {
  Manifest manifest;
  GoldenAgreement answers;
  std::size_t endings = 0;
  std::size_t incomplete = 0;  // documents that changed while the set was made
  double seconds = 0;
};

Result<void> list_sets(const Config& config, bool json) {
  EDIFY_TRY(const auto key, load_backup_key(config));
  EDIFY_TRY(const auto destination, open_backup_destination(config));
  EDIFY_TRY(const auto ids, backup::list_sets(*destination));
  boost::json::array rows;
  for (const auto& id : ids) {
    const auto manifest = backup::read_manifest(*destination, key, id);
    const std::string state = manifest ? "readable" : manifest.error().message;
    if (json) {
      rows.push_back({{"set", id},
                      {"made", to_rfc3339(backup::time_of_set(id).value())},
                      {"state", state},
                      {"documents", manifest ? manifest->documents : 0},
                      {"bytes", manifest ? manifest->bytes() : 0}});
    } else if (manifest) {
      fmt::print("{}  {:>9} documents  {:>9}\n", id, manifest->documents, human_bytes(manifest->bytes()));
    } else {
      fmt::print("{}  {}\n", id, state);
    }
  }
  if (json) print_json({{"sets", std::move(rows)}});
  return {};
}

Result<Manifest> choose_set(backup::Destination& destination, const Secret& key, const std::string& wanted) {
  if (!wanted.empty()) return backup::read_manifest(destination, key, wanted);
  EDIFY_TRY(const auto ids, backup::list_sets(destination));
  if (!ids.empty()) return backup::read_manifest(destination, key, ids.front());
  return fail(ErrorCode::not_found, fmt::format("there is no backup in {}", destination.description()));
}

// Records that name people by hashes are of no use with another key than they were made with.
Result<void> require_audit_key(const Config& config, const Manifest& manifest) {
  std::error_code error;
  if (fs::exists(config.audit_key(), error)) {
    EDIFY_TRY(const auto key, open_audit_key(config));
    if (fingerprint_of_audit_key(key) == manifest.audit_key) return {};
  }
  return fail(
      ErrorCode::invalid_argument,
      fmt::format("{} must be the key that the set's records were made with; bring it back from the vault (mode "
                  "0600)",
                  config.audit_key().string()),
      "audit_key");
}

// The ingesters that held leases when the set was made are not here: what they had in hand is taken up at once.
Result<void> end_leases(const Config& restored) {
  EDIFY_TRY(const auto catalog, open_catalog(restored));
  return catalog->end_leases();
}

std::unexpected<Error> not_as_written(const Manifest& manifest, std::string_view why) {
  return fail(ErrorCode::unreadable,
              fmt::format("the set {} does not hold what its manifest says: {}; choose another one with --set",
                          manifest.id, why),
              std::string(backup::damaged_reason));
}

// That the databases are whole, and hold what the manifest says.
Result<void> verify_records(const Config& restored, const Manifest& manifest) {
  for (const auto& file : {restored.database(), restored.audit_database()}) {
    if (restored.postgres) break;  // it checks what it is given
    EDIFY_TRY(const auto with_key, database_file(restored, file));
    EDIFY_TRY(auto database, sqlite::Database::open(with_key));
    EDIFY_CHECK(database.check_integrity());
  }
  EDIFY_TRY(const auto trail, open_audit_trail(restored));
  std::vector<catalog::AuditHead> anchors;
  if (!manifest.audit_head.empty()) {
    EDIFY_TRY(auto anchor, parse_audit_head(manifest.audit_head));
    anchors.push_back(std::move(anchor));
  }
  EDIFY_TRY(const auto verdict, trail->verify(anchors));
  if (verdict.broken) return not_as_written(manifest, "its audit trail: " + verdict.broken->why);
  return {};
}

// Of the questions that no document answers of which the set has not all.
std::vector<backup::GoldenQuery> answerable(const Manifest& manifest, const RestoreTarget& target) {
  std::set<std::string> incomplete;
  for (const auto& each : target.incomplete()) incomplete.insert(each.document.id);
  std::vector<backup::GoldenQuery> queries;
  std::ranges::copy_if(manifest.golden_queries, std::back_inserter(queries), [&](const auto& query) {
    return std::ranges::none_of(
        query.hits, [&](const std::string& hit) { return incomplete.contains(hit.substr(0, hit.rfind('/'))); });
  });
  return queries;
}

Result<GoldenAgreement> verify_answers(const RestoreTarget& target, const Manifest& manifest) {
  EDIFY_TRY(const auto store, open_store(target.config(), false));
  EDIFY_TRY(const auto stats, store->stats());
  if (stats.documents != manifest.documents || stats.chunks != manifest.chunks) {
    return not_as_written(manifest, fmt::format("{} documents and {} chunks where {} and {} were", stats.documents,
                                                stats.chunks, manifest.documents, manifest.chunks));
  }
  // So that the next start of a server only maps files.
  EDIFY_CHECK(store->snapshot());
  EDIFY_TRY(const auto embedder, load_embedder(target.config()));
  const auto queries = answerable(manifest, target);
  EDIFY_TRY(const auto answers, ask_again(*store, embedder, queries));
  const auto agreement = compare(queries, answers);
  if (agreement.is_good()) return agreement;
  return not_as_written(manifest,
                        fmt::format("of {} golden queries {} have the same first answer, of {} hits {} are "
                                    "found again",
                                    agreement.queries, agreement.first_same, agreement.hits, agreement.found));
}

Result<Outcome> restore_set(const Config& config, const RestoreOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  EDIFY_CHECK(prepare_data_folder(config));
  if (!options.check) EDIFY_CHECK(require_empty_place(config));
  EDIFY_TRY(const auto key, load_backup_key(config));
  EDIFY_TRY(const auto destination, open_backup_destination(config));
  Outcome outcome;
  EDIFY_TRY(outcome.manifest, choose_set(*destination, key, options.set));
  const auto& manifest = outcome.manifest;
  EDIFY_CHECK(require_audit_key(config, manifest));
  EDIFY_TRY(const auto endings, backup::read_endings(*destination, key, manifest.created - ending_slack));
  EDIFY_TRY(const auto target, RestoreTarget::make(config));
  EDIFY_CHECK(target->bring(*destination, key, manifest));
  EDIFY_CHECK(verify_records(target->config(), manifest));
  EDIFY_TRY(outcome.answers, verify_answers(*target, manifest));
  EDIFY_CHECK(replay(target->config(), endings));
  EDIFY_CHECK(end_leases(target->config()));
  EDIFY_CHECK(target->forget_incomplete());
  outcome.incomplete = target->incomplete().size();
  outcome.endings = endings.size();
  if (!options.check) EDIFY_CHECK(target->move_into_place());
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return outcome;
}

// Documents that were deleted or changed since the set was made: from every source that the ledger knows.
Result<void> resync(const Config& config, bool json) {
  std::set<std::string> sources;
  {
    EDIFY_TRY(const auto catalog, open_catalog(config));
    EDIFY_CHECK(catalog->each({}, [&](const catalog::LedgerEntry& entry) {
      sources.insert(entry.source);
      return true;
    }));
  }
  const StopSignals signals;
  EDIFY_TRY(const auto run, IngestRun::open(config));
  for (const auto& name : sources) {
    EDIFY_TRY(const auto opened, reopen_source(config, name, signals.token()));
    EDIFY_TRY(const auto report,
              run->pass(*opened.source, {}, signals.token(), json ? ProgressStyle::json : ProgressStyle::automatic));
    if (!json) print_report(report, false);
  }
  return run->write_indexes();
}

void print_outcome(const Outcome& outcome, bool json) {
  const auto& set = outcome.manifest;
  const auto& answers = outcome.answers;
  if (json) {
    print_json({{"set", set.id},
                {"made", to_rfc3339(set.created)},
                {"bytes", set.bytes()},
                {"documents", set.documents},
                {"chunks", set.chunks},
                {"golden_queries", answers.queries},
                {"golden_queries_equal", answers.equal},
                {"endings_replayed", outcome.endings},
                {"documents_incomplete", outcome.incomplete},
                {"seconds", outcome.seconds}});
    return;
  }
  fmt::print("{}: {} documents, {} chunks, {} in {}; {} of {} golden queries answer as then; {} endings replayed\n",
             set.id, set.documents, set.chunks, human_bytes(set.bytes()), human_duration(outcome.seconds),
             answers.equal, answers.queries, outcome.endings);
  if (outcome.incomplete > 0) {
    fmt::print("{} documents changed while the set was made: they are read again from their source\n",
               outcome.incomplete);
  }
}

Result<void> restore(const Config& config, const RestoreOptions& options) {
  if (options.list) return list_sets(config, options.json);
  EDIFY_TRY(const auto outcome, restore_set(config, options));
  print_outcome(outcome, options.json);
  if (options.check) return {};
  if (options.no_resync) {
    fmt::print(
        stderr,
        "edify: documents that were deleted since answer still: run `edify ingest SOURCE` before `edify serve`\n");
    return {};
  }
  if (auto synced = resync(config, options.json); !synced) {
    return fail(synced.error().code,
                fmt::format("the set is restored, but documents that were deleted since answer still: {}; run `edify "
                            "ingest SOURCE` before `edify serve`",
                            synced.error().message),
                synced.error().reason);
  }
  return {};
}

}  // namespace

void add_restore(CommandLine& line) {
  auto options = std::make_shared<RestoreOptions>();
  auto* command = line.parser.add_subcommand(
      "restore", "Bring a backup back to an empty data folder, verify it, and sync it with its sources");
  command->add_option("--set", options->set, "Which (default: the newest)");
  command->add_flag("--list", options->list, "Show the sets that there are");
  command->add_flag("--check", options->check, "Restore it to a folder that goes again, verify it, change nothing");
  command->add_flag("--no-resync", options->no_resync, "Leave it as it was; an ingest must follow");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return restore(config, *options); }; });
}

}  // namespace edify::app
