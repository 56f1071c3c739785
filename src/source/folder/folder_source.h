// A directory tree as a source: what `edify ingest FOLDER` reads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"
#include "source/source.h"

namespace edify::source {

// The folder that stands for the container, and the part below it that was asked for.
struct FolderLocation {
  std::filesystem::path container;
  std::string prefix;  // "" or "SOP/safety/"
};

// A path's place comes from the whole path inside the container. Somebody who names ".../school/SOP/safety" means
// the container ".../school": without that, a policy would be placed as a general file and shown to teachers.
// Errors: not_found, invalid_argument (not a directory).
Result<FolderLocation> locate_container(const std::filesystem::path& folder);

// One file by its path, outside of any source. Errors: not_found, invalid_argument (a folder, a device).
Result<std::unique_ptr<RangeReader>> open_file(const std::filesystem::path& file);

// Walks depth first in directory order and keeps one open directory a level, so a million files are no list.
// Symbolic links and names that start with '.' are left out. The etag is size, mtime (ns) and inode.
class FolderSource : public Source {
 public:
  explicit FolderSource(std::filesystem::path container) : container_(std::move(container)) {}

  Result<void> list(std::string_view prefix, const ListingVisitor& visit) override;
  Result<SourceObject> find(const std::string& path) override;
  Result<std::unique_ptr<RangeReader>> open(const SourceObject& object) override;
  std::string description() const override;

 private:
  std::filesystem::path container_;
};

}  // namespace edify::source
