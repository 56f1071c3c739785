#include "app/work_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace edify::app {
namespace {

namespace fs = std::filesystem;

// The kernel releases it even after kill -9.
Result<int> lock(const fs::path& path) {
  const std::string file = path.string() + ".lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorCode::unavailable,
                fmt::format("could not open {}: {}", file, std::generic_category().message(errno)));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  ::close(descriptor);
  return fail(ErrorCode::conflict, fmt::format("another process works in {}; wait until it is done", path.string()),
              "in_use");
}

}  // namespace

Result<WorkFolder> WorkFolder::take(const fs::path& path) {
  EDIFY_TRY(const int descriptor, lock(path));
  WorkFolder folder(path, descriptor);
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) fs::create_directory(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  if (!error) return folder;
  return fail(ErrorCode::unavailable, fmt::format("could not make the folder {}: {}", path.string(), error.message()));
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

WorkFolder::~WorkFolder() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(lock_);
}

}  // namespace edify::app
