#include "backup/folder/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/flush.h"

namespace edify::backup {
namespace {

std::unexpected<Error> file_error(std::string_view doing, const std::filesystem::path& path) {
  return fail(ErrorCode::unavailable,
              fmt::format("could not {} {}: {}", doing, path.string(), std::generic_category().message(errno)),
              "backup_folder");
}

}  // namespace

Result<NewFile> NewFile::create(const std::filesystem::path& folder) {
  std::string name = (folder / ".new-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return file_error("write into", folder);
  return NewFile(name, descriptor);
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}

NewFile::~NewFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> NewFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("write", path_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> NewFile::publish(const std::string& name) {
  if (::fsync(descriptor_) != 0) return file_error("write", path_);
  if (::close(std::exchange(descriptor_, -1)) != 0) return file_error("write", path_);
  const auto folder = path_.parent_path();
  if (::rename(path_.c_str(), (folder / name).c_str()) != 0) return file_error("rename", path_);
  path_.clear();
  return flush_to_disk(folder);  // so that the name outlives a crash
}

}  // namespace edify::backup
