#include "app/restore_target.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "app/backup_parts.h"
#include "app/byte_progress.h"
#include "app/store_key.h"
#include "app/wiring.h"
#include "backup/folder/new_file.h"
#include "base/hash.h"
#include "base/log.h"
#include "catalog/postgres/archive.h"
#include "store/qdrant/archive.h"
#include "store/qdrant/collection.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;
namespace postgres = catalog::postgres;
namespace qdrant = store::qdrant;
using backup::Manifest;

constexpr const char* restoring_schema = "edify_restoring";

std::string restoring_alias(const Config& config) { return config.qdrant.collection + "_restoring"; }

std::unexpected<Error> not_empty(std::string_view place, std::string_view instead) {
  return fail(ErrorCode::conflict,
              fmt::format("{} is there already, and nothing is restored over it; {}, or try the set with --check",
                          place, instead),
              "not_empty");
}

Result<std::uint64_t> count_points(qdrant::Peer& peer, const std::string& collection) {
  const auto answer = peer.call(
      {.target = fmt::format("/collections/{}/points/count", http::percent_encode(collection)), .body = "{}"});
  if (!answer && answer.error().code == ErrorCode::not_found) return 0;
  if (!answer) return std::unexpected(answer.error());
  return qdrant::read_answer([&]() -> Result<std::uint64_t> { return answer->at("count").to_number<std::uint64_t>(); });
}

// Hands the part's bytes on, with progress.
Result<void> read_part(backup::Destination& destination, const Secret& key, const Manifest& manifest,
                       std::string_view name, const TakeBytes& take) {
  const auto* part = manifest.find(name);
  if (part == nullptr) {
    return fail(ErrorCode::unreadable, fmt::format("the set {} has no {}", manifest.id, name),
                std::string(backup::damaged_reason));
  }
  ByteProgress progress(part->name, part->bytes);
  return backup::read_part(destination, key, manifest, *part, [&](std::span<const std::byte> bytes) {
    progress.add(bytes.size());
    return take(bytes);
  });
}

}  // namespace

Result<void> require_empty_place(const Config& config) {
  for (const auto& file : {config.database(), config.audit_database()}) {
    std::error_code error;
    if (fs::exists(file, error)) return not_empty(file.string(), "name an empty folder with --data");
  }
  if (config.postgres) {
    const auto address = postgres_address(config);
    EDIFY_TRY(const bool is_empty, postgres::holds_nothing(address));
    if (!is_empty) return not_empty("a catalog in " + address.description(), "name another database");
  }
  if (config.uses_qdrant()) {
    EDIFY_TRY(const auto peer, qdrant::Peer::create(qdrant_options(config)));
    EDIFY_TRY(const auto points, count_points(*peer, config.qdrant.collection));
    if (points > 0) return not_empty("the collection " + config.qdrant.collection, "name another");
  }
  std::error_code error;
  fs::remove_all(config.index_folder(), error);  // of a store that is gone
  return {};
}

Result<std::unique_ptr<RestoreTarget>> RestoreTarget::make(const Config& config) {
  EDIFY_TRY(auto work, WorkFolder::take(config.data / "restore-work"));
  std::unique_ptr<RestoreTarget> target(new RestoreTarget(config, std::move(work)));
  if (config.postgres) EDIFY_CHECK(postgres::make_schema(postgres_address(config), restoring_schema));
  if (config.uses_qdrant()) EDIFY_CHECK(target->make_collection());
  return target;
}

RestoreTarget::RestoreTarget(const Config& config, WorkFolder work)
    : config_(config), work_(std::move(work)), restored_(config) {
  restored_.data = work_.path();
  restored_.key_folder = config.keys();
  restored_.backup.to.clear();
  if (config.postgres) restored_.postgres = postgres::in_schema(*config.postgres, restoring_schema);
  restored_.qdrant.collection = restoring_alias(config);
}

RestoreTarget::~RestoreTarget() {
  if (is_moved_) return;
  Result<void> removed;
  if (config_.postgres) removed = postgres::drop_schema(postgres_address(config_), restoring_schema);
  if (removed && peer_) removed = qdrant::delete_collection(*peer_, collection_);
  if (!removed) log::warn("what was restored half is left for the next restore to remove: {}", removed.error().message);
}

// Under an alias of its own, which tells the next restore what one that was ended has left.
Result<void> RestoreTarget::make_collection() {
  EDIFY_TRY(peer_, qdrant::Peer::create(qdrant_options(config_)));
  EDIFY_TRY(const auto in_use, qdrant::alias_target(*peer_, config_.qdrant.collection));
  EDIFY_TRY(const auto left, qdrant::alias_target(*peer_, restored_.qdrant.collection));
  if (left && left != in_use) EDIFY_CHECK(qdrant::delete_collection(*peer_, *left));
  collection_ = fmt::format("{}_{}", config_.qdrant.collection, random_uuid().substr(0, 8));
  EDIFY_CHECK(qdrant::create_collection(*peer_, collection_, qdrant_options(config_).layout));
  return qdrant::point_alias(*peer_, restored_.qdrant.collection, collection_);
}

Result<void> RestoreTarget::bring(backup::Destination& destination, const Secret& key, const Manifest& manifest) {
  if (manifest.store != store_kind(config_) || manifest.catalog != catalog_kind(config_)) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the set {} is of a store in {} with a catalog in {}, and the configuration names {} and "
                            "{}; configure what the set is of",
                            manifest.id, manifest.store, manifest.catalog, store_kind(config_), catalog_kind(config_)),
                "other_kind");
  }
  EDIFY_CHECK(bring_file(destination, key, manifest, settings_part));
  if (config_.postgres) {
    EDIFY_CHECK(bring_catalog(destination, key, manifest));
  } else {
    for (const auto name : {store_part, audit_part}) EDIFY_CHECK(bring_file(destination, key, manifest, name));
    // A set of a time when the store had no key.
    if (!config_.store_key_file.empty()) EDIFY_CHECK(encrypt_databases(restored_, {}));
  }
  return config_.uses_qdrant() ? bring_points(destination, key, manifest) : Result<void>{};
}

Result<void> RestoreTarget::bring_file(backup::Destination& destination, const Secret& key, const Manifest& manifest,
                                       std::string_view name) {
  EDIFY_TRY(auto file, backup::NewFile::create(work_.path()));
  EDIFY_CHECK(read_part(destination, key, manifest, name,
                        [&](std::span<const std::byte> bytes) { return file.append(bytes); }));
  return file.publish(std::string(name));
}

Result<void> RestoreTarget::bring_catalog(backup::Destination& destination, const Secret& key,
                                          const Manifest& manifest) {
  EDIFY_TRY(auto reader, postgres::ArchiveReader::begin(postgres_address(restored_)));
  EDIFY_CHECK(read_part(destination, key, manifest, catalog_part,
                        [&](std::span<const std::byte> bytes) { return reader.append(bytes); }));
  return reader.finish();
}

Result<void> RestoreTarget::bring_points(backup::Destination& destination, const Secret& key,
                                         const Manifest& manifest) {
  EDIFY_TRY(const auto versions, open_version_register(restored_));
  EDIFY_TRY(auto reader, qdrant::PointsReader::begin(*peer_, *versions, qdrant_options(restored_)));
  EDIFY_CHECK(read_part(destination, key, manifest, points_part,
                        [&](std::span<const std::byte> bytes) { return reader.append(bytes); }));
  EDIFY_TRY(incomplete_, reader.finish());
  return {};
}

Result<void> RestoreTarget::forget_incomplete() {
  if (incomplete_.empty()) return {};
  EDIFY_TRY(const auto store, open_store(restored_, false));
  EDIFY_TRY(const auto catalog, open_catalog(restored_));
  for (const auto& each : incomplete_) {
    EDIFY_CHECK(store->remove(each.document.id));
    EDIFY_TRY(auto entry, catalog->find(each.document.path));
    if (!entry) continue;
    entry->state = catalog::DocumentState::pending;
    EDIFY_CHECK(catalog->save(*entry));
  }
  return {};
}

// What says whether there is a store comes last: the catalog.
Result<void> RestoreTarget::move_into_place() {
  if (config_.uses_qdrant()) EDIFY_CHECK(move_collection());
  if (config_.postgres) EDIFY_CHECK(postgres::move_from_schema(postgres_address(config_), restoring_schema));
  EDIFY_CHECK(move_files());
  is_moved_ = true;
  return {};
}

Result<void> RestoreTarget::move_collection() {
  const auto& alias = config_.qdrant.collection;
  EDIFY_TRY(const auto before, qdrant::alias_target(*peer_, alias));
  EDIFY_CHECK(qdrant::point_alias(*peer_, alias, collection_));
  EDIFY_CHECK(qdrant::remove_alias(*peer_, restored_.qdrant.collection));
  return before ? qdrant::delete_collection(*peer_, *before) : Result<void>{};  // it is empty
}

Result<void> RestoreTarget::move_files() {
  std::vector<fs::path> names{fs::path(settings_part)};
  if (!config_.uses_qdrant()) names.push_back(restored_.index_folder().filename());
  if (!config_.postgres) {
    names.push_back(restored_.audit_database().filename());
    names.push_back(restored_.database().filename());
  }
  for (const auto& name : names) {
    std::error_code error;
    fs::rename(restored_.data / name, config_.data / name, error);
    if (error) {
      return fail(ErrorCode::unavailable,
                  fmt::format("could not move {} into {}: {}", name.string(), config_.data.string(), error.message()));
    }
  }
  return {};
}

}  // namespace edify::app
