#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "app/audit_head.h"
#include "app/backup_parts.h"
#include "app/backup_wiring.h"
#include "app/byte_progress.h"
#include "app/command.h"
#include "app/console.h"
#include "app/golden_queries.h"
#include "app/wiring.h"
#include "app/work_folder.h"
#include "backup/backup_set.h"
#include "catalog/postgres/archive.h"
#include "store/qdrant/archive.h"

namespace edify::app {
namespace {

using backup::Manifest;

struct BackupOptions {
  bool json = false;
};

struct Outcome {
  Manifest manifest;
  std::size_t kept = 0;
  std::size_t removed = 0;
  double seconds = 0;
};

Result<void> add_part(backup::SetWriter& writer, Manifest& manifest, std::string_view name,
                      const backup::Produce& produce) {
  ByteProgress progress(std::string(name), 0);
  EDIFY_TRY(auto part, writer.add(std::string(name), [&](const TakeBytes& take) {
    return produce([&](std::span<const std::byte> bytes) {
      progress.add(bytes.size());
      return take(bytes);
    });
  }));
  manifest.parts.push_back(std::move(part));
  return {};
}

// Of the questions whose answers no ingest changed while the copies were made.
std::vector<backup::GoldenQuery> unchanged(const std::vector<backup::GoldenQuery>& before,
                                           const std::vector<backup::GoldenQuery>& after) {
  std::vector<backup::GoldenQuery> same;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) same.push_back(before[i]);
  }
  return same;
}

// What the copies hold, which is not what the databases hold by now.
Result<void> describe_copies(const Config& config, const WorkFolder& work, Manifest& manifest) {
  Config copies = config;
  copies.data = work.path();
  copies.key_folder = config.keys();
  copies.backup.to.clear();  // nothing is ended in a copy
  EDIFY_TRY(const auto store, open_store(copies, false));
  EDIFY_TRY(const auto stats, store->stats());
  manifest.documents = stats.documents;
  manifest.chunks = stats.chunks;
  EDIFY_TRY(const auto trail, open_audit_trail(copies));
  EDIFY_TRY(const auto head, trail->head());
  if (head.sequence > 0) manifest.audit_head = to_text(head);
  return {};
}

Result<void> write_catalog(const Config& config, backup::SetWriter& writer, Manifest& manifest) {
  catalog::postgres::ArchiveSummary summary;
  EDIFY_CHECK(add_part(writer, manifest, catalog_part, [&](const TakeBytes& take) -> Result<void> {
    EDIFY_TRY(summary, catalog::postgres::write_archive(postgres_address(config), take));
    return {};
  }));
  manifest.documents = summary.published.documents;
  manifest.chunks = summary.published.chunks;
  if (summary.audit_head.sequence > 0) manifest.audit_head = to_text(summary.audit_head);
  return {};
}

Result<void> write_points(const Config& config, backup::SetWriter& writer, Manifest& manifest) {
  EDIFY_TRY(const auto peer, store::qdrant::Peer::create(qdrant_options(config)));
  return add_part(writer, manifest, points_part, [&](const TakeBytes& take) -> Result<void> {
    EDIFY_CHECK(store::qdrant::write_points(*peer, config.qdrant.collection, take));
    return {};
  });
}

Result<void> write_settings(const Config& config, backup::SetWriter& writer, Manifest& manifest) {
  EDIFY_TRY(const auto settings, settings_without_secrets(config));
  return add_part(writer, manifest, settings_part,
                  [&](const TakeBytes& take) { return take(std::as_bytes(std::span(settings))); });
}

// The databases are copied, which is quick, and the copies read; PostgreSQL and Qdrant are read while they are written
// to the set. The catalog comes before the points: what it says is current is taken back from them.
Result<void> write_set(const Config& config, const WorkFolder& work, backup::Destination& destination,
                       const Secret& key, Manifest& manifest) {
  EDIFY_TRY(const auto store, open_store(config, false));
  EDIFY_TRY(const auto embedder, load_embedder(config));
  EDIFY_TRY(const auto before, make_golden_queries(*store, embedder));
  std::vector<backup::GoldenQuery> after;
  backup::SetWriter writer(destination, key, manifest.id);
  if (!config.postgres) {
    EDIFY_CHECK(copy_databases(config, work.path()));
    if (!config.uses_qdrant()) {
      EDIFY_TRY(after, ask_again(*store, embedder, before));
    }
    EDIFY_CHECK(describe_copies(config, work, manifest));
    for (const auto name : {store_part, audit_part}) {
      EDIFY_CHECK(add_part(writer, manifest, name, produce_file(work.path() / name)));
    }
  } else {
    EDIFY_CHECK(write_catalog(config, writer, manifest));
  }
  if (config.uses_qdrant()) {
    EDIFY_CHECK(write_points(config, writer, manifest));
    EDIFY_TRY(after, ask_again(*store, embedder, before));
  }
  manifest.golden_queries = unchanged(before, after);
  EDIFY_CHECK(write_settings(config, writer, manifest));
  return writer.finish(manifest);
}

// Sets that nobody needs any more, what interrupted backups left, and endings that no set is as old as.
Result<void> tidy(const Config& config, backup::Destination& destination, Outcome& outcome) {
  EDIFY_TRY(const auto ids, backup::list_sets(destination));
  std::vector<UnixSeconds> times;
  for (const auto& id : ids) times.push_back(backup::time_of_set(id).value());
  const auto kept = backup::times_to_keep(times, config.backup.keep);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (kept.contains(times[i])) continue;
    EDIFY_CHECK(backup::remove_set(destination, ids[i]));
    ++outcome.removed;
  }
  outcome.kept = ids.size() - outcome.removed;
  EDIFY_CHECK(backup::remove_unfinished(destination, outcome.manifest.created - std::chrono::days(1)));
  EDIFY_CHECK(backup::forget_endings(destination, *kept.begin() - ending_slack));
  return {};
}

Result<Outcome> make_backup(const Config& config) {
  const auto started = std::chrono::steady_clock::now();
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto key, load_backup_key(config));
  EDIFY_TRY(const auto destination, open_backup_destination(config));
  EDIFY_TRY(const auto notes, EndingNotes::open(config));
  EDIFY_TRY(const auto work, WorkFolder::take(config.data / "backup-work"));
  Outcome outcome;
  Manifest& manifest = outcome.manifest;
  manifest.created = unix_now();
  manifest.id = backup::new_set_id(manifest.created);
  manifest.program = EDIFY_VERSION;
  manifest.store = store_kind(config);
  manifest.catalog = catalog_kind(config);
  EDIFY_TRY(const auto audit_key, open_audit_key(config));
  manifest.audit_key = fingerprint_of_audit_key(audit_key);
  EDIFY_CHECK(notes->carry(*destination));
  EDIFY_CHECK(write_set(config, work, *destination, key, manifest));
  EDIFY_CHECK(tidy(config, *destination, outcome));
  if (!(std::ofstream(config.backup_mark()) << manifest.id << '\n')) {
    return fail(ErrorCode::unavailable, fmt::format("could not write {}", config.backup_mark().string()));
  }
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return outcome;
}

Result<void> backup(const Config& config, const BackupOptions& options) {
  EDIFY_TRY(const auto outcome, make_backup(config));
  const auto& set = outcome.manifest;
  if (options.json) {
    print_json({{"set", set.id},
                {"bytes", set.bytes()},
                {"documents", set.documents},
                {"chunks", set.chunks},
                {"golden_queries", set.golden_queries.size()},
                {"sets_kept", outcome.kept},
                {"sets_removed", outcome.removed},
                {"seconds", outcome.seconds}});
    return {};
  }
  fmt::print("{}: {} documents, {} chunks, {} in {}; {} golden queries; {} sets kept, {} removed\n", set.id,
             set.documents, set.chunks, human_bytes(set.bytes()), human_duration(outcome.seconds),
             set.golden_queries.size(), outcome.kept, outcome.removed);
  return {};
}

}  // namespace

void add_backup(CommandLine& line) {
  auto options = std::make_shared<BackupOptions>();
  auto* command = line.parser.add_subcommand("backup", "Write a sealed copy of everything to backup.to; servers go on");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return backup(config, *options); }; });
}

}  // namespace edify::app
