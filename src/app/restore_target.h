// Where a set is restored to before it is known to be good: a folder in the data folder, a schema in PostgreSQL, a
// collection in Qdrant; and how all that comes to the place where servers look for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/work_folder.h"
#include "backup/backup_set.h"
#include "base/error.h"
#include "catalog/version_register.h"
#include "store/qdrant/peer.h"

namespace edify::app {

// Errors: conflict (not_empty) where there is something that a restore would be over.
Result<void> require_empty_place(const Config& config);

// Used by one thread. What has not been moved into place goes with it.
class RestoreTarget {
 public:
  // Errors: conflict while another restore works in the data folder, unavailable.
  static Result<std::unique_ptr<RestoreTarget>> make(const Config& config);
  RestoreTarget(const RestoreTarget&) = delete;
  RestoreTarget& operator=(const RestoreTarget&) = delete;
  ~RestoreTarget();

  // Leads to what is being restored; nothing that is ended there is noted as an ending.
  const Config& config() const { return restored_; }

  // Errors: invalid_argument (other_kind) where the set is of another kind of store or catalog than the configuration;
  // unreadable (damaged_set); unavailable.
  Result<void> bring(backup::Destination& destination, const Secret& key, const backup::Manifest& manifest);
  // Documents that changed while the set was made, so that not all their chunks are in it. They are in no answer once
  // forget_incomplete() has run, and the next pass over their source reads them again.
  const std::vector<catalog::PublishedVersion>& incomplete() const { return incomplete_; }
  Result<void> forget_incomplete();
  // Errors: conflict (not_empty), unavailable.
  Result<void> move_into_place();

 private:
  RestoreTarget(const Config& config, WorkFolder work);
  Result<void> make_collection();
  Result<void> bring_file(backup::Destination& destination, const Secret& key, const backup::Manifest& manifest,
                          std::string_view name);
  Result<void> bring_catalog(backup::Destination& destination, const Secret& key, const backup::Manifest& manifest);
  Result<void> bring_points(backup::Destination& destination, const Secret& key, const backup::Manifest& manifest);
  Result<void> move_collection();
  Result<void> move_files();

  const Config config_;
  WorkFolder work_;
  Config restored_;
  std::unique_ptr<store::qdrant::Peer> peer_;
  std::string collection_;  // behind the alias of restored_
  std::vector<catalog::PublishedVersion> incomplete_;
  bool is_moved_ = false;
};

}  // namespace edify::app
