// The index on disk: immutable segment files and a manifest that names them, so that opening maps and never builds.
//
// Everything here is derived: what is missing, damaged or foreign is an Error for the caller to rebuild from
// SQLite. Several processes may save and load in one folder; a lock file keeps them apart. Thread-safe.
#pragma once

#include <filesystem>
#include <mutex>

#include "store/embedded/index_state.h"
#include "store/embedded/manifest.h"
#include "store/embedded/schema.h"

namespace edify::store {

class SnapshotFolder {
 public:
  // `key`: that of the store; empty where it is not encrypted.
  SnapshotFolder(std::filesystem::path folder, StoreIdentity identity, Secret key = {})
      : folder_(std::move(folder)), identity_(std::move(identity)), key_(std::move(key)) {}

  // Maps the files and checks them. Errors: not_found (no snapshot), unreadable (damaged, or of another store, model
  // or program), unavailable.
  Result<IndexState> load();

  // Writes the segments that the folder does not have, then the manifest, then deletes segment files that it does not
  // name.
  Result<void> save(const IndexState& state);

 private:
  Result<Manifest> read_manifest() const;
  template <typename Segment>
  Result<void> save_segment(const Partition& partition, const Live<Segment>& live, Manifest& manifest) const;
  void delete_unnamed_files(const Manifest& manifest) const;

  const std::filesystem::path folder_;
  const StoreIdentity identity_;
  const Secret key_;
  // Knows the seals of files written or loaded, so that they are not written again.
  std::mutex mutex_;
  Manifest known_;
};

}  // namespace edify::store
