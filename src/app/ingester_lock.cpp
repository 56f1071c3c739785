#include "app/ingester_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "base/hash.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

// A file gets this name until it is locked, so that nobody takes its maker for dead.
constexpr std::string_view unfinished = ".new";

// True where nobody holds the file's lock.
bool is_dead(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool dead = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::unlink(file.c_str()) == 0;
  ::close(descriptor);
  return dead;
}

}  // namespace

Result<IngesterLock> IngesterLock::take(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  const std::string owner = random_uuid();
  const fs::path file = folder / owner;
  const fs::path unfinished_file = folder / (owner + std::string(unfinished));
  const int descriptor = ::open(unfinished_file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 || ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 ||
      ::rename(unfinished_file.c_str(), file.c_str()) != 0) {
    if (descriptor >= 0) ::close(descriptor);
    return fail(ErrorCode::unavailable, fmt::format("cannot write in {}; check its owner", folder.string()));
  }
  return IngesterLock(folder, owner, descriptor);
}

IngesterLock::IngesterLock(IngesterLock&& other) noexcept
    : folder_(std::move(other.folder_)),
      owner_(std::move(other.owner_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

IngesterLock::~IngesterLock() {
  if (descriptor_ < 0) return;
  ::unlink((folder_ / owner_).c_str());
  ::close(descriptor_);
}

std::vector<std::string> IngesterLock::dead_owners() const {
  std::vector<std::string> dead;
  std::error_code error;
  for (fs::directory_iterator file(folder_, error), end; !error && file != end; file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (name == owner_ || name.ends_with(unfinished)) continue;
    if (is_dead(file->path())) dead.push_back(name);
  }
  return dead;
}

}  // namespace edify::app
