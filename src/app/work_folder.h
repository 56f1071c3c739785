// A folder in the data folder for what a backup or a restore has in hand: 0700, one owner at a time, gone with it.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace edify::app {

// Owned by one thread.
class WorkFolder {
 public:
  // Empties what a process that died has left. Errors: conflict while another process has it, unavailable.
  static Result<WorkFolder> take(const std::filesystem::path& path);
  WorkFolder(WorkFolder&& other) noexcept;
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  WorkFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

}  // namespace edify::app
