// A folder as the destination of backups: another disk, a share, a mounted volume. Thread-safe; several processes may
// use one folder.
#pragma once

#include <filesystem>
#include <memory>

#include "backup/destination.h"

namespace edify::backup {

class FolderDestination : public Destination {
 public:
  // Makes the folder (0700) where it is missing. Errors: unavailable.
  static Result<std::unique_ptr<FolderDestination>> open(std::filesystem::path folder);

  Result<void> put(const std::string& name, const Produce& produce) override;
  Result<void> read(const std::string& name, const TakeBytes& take) override;
  Result<std::vector<StoredObject>> list(std::string_view prefix) override;
  Result<void> remove(const std::string& name) override;
  std::string description() const override { return "folder:" + folder_.string(); }

 private:
  explicit FolderDestination(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path folder_;
};

}  // namespace edify::backup
