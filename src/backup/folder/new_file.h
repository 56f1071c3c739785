// A file that appears under its name whole and safe from a crash, or not at all. Owned by one thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/error.h"

namespace edify::backup {

class NewFile {
 public:
  // Errors: unavailable. `folder` is there; the file is 0600 under a name of its own that begins with a dot.
  static Result<NewFile> create(const std::filesystem::path& folder);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  // Removes what was not published.
  ~NewFile();

  Result<void> append(std::span<const std::byte> bytes);
  // On disk under `name` in the folder, in place of what was there. Once, last.
  Result<void> publish(const std::string& name);

 private:
  NewFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace edify::backup
