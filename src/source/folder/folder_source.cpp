#include "source/folder/folder_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace edify::source {
namespace {

namespace fs = std::filesystem;

std::string etag_of(const struct stat& facts) {
  return fmt::format("{:x}-{:x}-{:x}", facts.st_size, facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec,
                     facts.st_ino);
}

Error error_from_errno(std::string_view doing, const std::string& path) {
  const int code = errno;
  const bool gone = code == ENOENT || code == ENOTDIR;
  const bool denied = code == EACCES || code == EPERM || code == ELOOP;
  return {gone || denied ? ErrorCode::not_found : ErrorCode::unavailable,
          fmt::format("cannot {} {}: {}", doing, path, std::strerror(code)), gone ? "vanished" : "io"};
}

class FileReader : public RangeReader {
 public:
  FileReader(int file, std::uint64_t size, std::string etag, std::string path)
      : file_(file), size_(size), etag_(std::move(etag)), path_(std::move(path)) {}
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  ~FileReader() override { ::close(file_); }

  std::uint64_t size() const override { return size_; }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    std::size_t done = 0;
    while (done < out.size() && offset + done < size_) {
      const auto count = ::pread(file_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::unexpected(error_from_errno("read", path_));
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    struct stat facts {};
    if (::fstat(file_, &facts) != 0 || etag_of(facts) != etag_) {
      return fail(ErrorCode::conflict, fmt::format("{} changed while it was read; it will be read again", path_),
                  "changed");
    }
    return done;
  }

 private:
  int file_;
  std::uint64_t size_;
  std::string etag_;
  std::string path_;
};

Result<SourceObject> describe(const fs::path& file, std::string path) {
  struct stat facts {};
  if (::lstat(file.c_str(), &facts) != 0) return std::unexpected(error_from_errno("look at", path));
  SourceObject object;
  object.path = std::move(path);
  object.size = static_cast<std::uint64_t>(facts.st_size);
  object.etag = etag_of(facts);
  object.last_modified = UnixSeconds(std::chrono::seconds(facts.st_mtim.tv_sec));
  return object;
}

bool is_container_folder(const fs::path& name) {
  const auto placement = placement_from_path(name.string() + "/file", "");
  return placement.recognized;
}

}  // namespace

Result<FolderLocation> locate_container(const fs::path& folder) {
  std::error_code code;
  const fs::path whole = fs::canonical(folder, code);
  if (code) {
    return fail(ErrorCode::not_found,
                fmt::format("cannot open the folder {}: {}; check the path", folder.string(), code.message()));
  }
  if (!fs::is_directory(whole)) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} is not a folder; name the folder that holds the documents", folder.string()));
  }
  fs::path container;
  for (auto part = whole.begin(); part != whole.end(); ++part) {
    if (is_container_folder(*part)) {
      std::string prefix;
      for (; part != whole.end(); ++part) prefix += part->string() + '/';
      return FolderLocation{container, std::move(prefix)};
    }
    container /= *part;
  }
  return FolderLocation{whole, ""};
}

Result<void> FolderSource::list(std::string_view prefix, const ListingVisitor& visit) {
  // The folders that the prefix names in full need no walk from the top.
  const auto slash = prefix.rfind('/');
  const fs::path start = container_ / (slash == std::string_view::npos ? "" : prefix.substr(0, slash));
  std::error_code code;
  fs::recursive_directory_iterator walk(start, code);
  if (code) {
    return fail(ErrorCode::unavailable, fmt::format("cannot list {}: {}", start.string(), code.message()));
  }
  for (const fs::recursive_directory_iterator end; walk != end; walk.increment(code)) {
    const bool hidden = walk->path().filename().string().starts_with('.');
    if (hidden || walk->is_symlink(code)) {
      walk.disable_recursion_pending();
      continue;
    }
    if (!walk->is_regular_file(code)) continue;
    std::string path = walk->path().lexically_relative(container_).generic_string();
    if (!path.starts_with(prefix)) continue;
    auto object = describe(walk->path(), std::move(path));
    if (!object && object.error().reason == "vanished") continue;  // deleted under the walk: no error
    if (!object) return std::unexpected(std::move(object).error());
    if (!visit(std::move(*object))) return {};
  }
  if (code) {
    return fail(ErrorCode::unavailable,
                fmt::format("the listing of {} stopped early: {}", start.string(), code.message()));
  }
  return {};
}

Result<SourceObject> FolderSource::find(const std::string& path) {
  // What a listing would leave out is not here either.
  fs::path file = container_;
  std::error_code code;
  for (const auto& part : fs::path(path)) {
    file /= part;
    if (part.empty() || part.string().starts_with('.') || fs::is_symlink(file, code)) {
      return fail(ErrorCode::not_found, fmt::format("{} is not a file of this folder", path), "vanished");
    }
  }
  EDIFY_TRY(auto object, describe(file, path));
  if (!fs::is_regular_file(file, code)) {
    return fail(ErrorCode::not_found, fmt::format("{} is not a file", path), "vanished");
  }
  return object;
}

Result<std::unique_ptr<RangeReader>> open_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::unexpected(error_from_errno("open", file.string()));
  struct stat facts {};
  const bool regular = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
  auto reader = std::make_unique<FileReader>(descriptor, static_cast<std::uint64_t>(facts.st_size), etag_of(facts),
                                             file.string());
  if (!regular) return fail(ErrorCode::invalid_argument, fmt::format("{} is not a file", file.string()));
  return reader;
}

Result<std::unique_ptr<RangeReader>> FolderSource::open(const SourceObject& object) {
  const fs::path file = container_ / object.path;
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return std::unexpected(error_from_errno("open", object.path));
  auto reader = std::make_unique<FileReader>(descriptor, object.size, object.etag, object.path);
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || etag_of(facts) != object.etag) {
    return fail(ErrorCode::conflict, fmt::format("{} changed since it was listed; it will be read again", object.path),
                "changed");
  }
  return reader;
}

std::string FolderSource::description() const { return fmt::format("folder:{}", container_.string()); }

}  // namespace edify::source
