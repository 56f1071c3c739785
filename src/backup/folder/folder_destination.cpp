#include "backup/folder/folder_destination.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "backup/folder/new_file.h"

namespace edify::backup {
namespace {

namespace fs = std::filesystem;

Result<void> make_private_folders(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  if (folder.has_parent_path()) EDIFY_CHECK(make_private_folders(folder.parent_path()));
  // Another process may have made it since.
  if (fs::create_directory(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return {};
  return fail(ErrorCode::unavailable, fmt::format("could not make the folder {}: {}", folder.string(), error.message()),
              "backup_folder");
}

Result<std::vector<StoredObject>> listing_error(const fs::path& folder, const std::error_code& error) {
  return fail(ErrorCode::unavailable, fmt::format("could not list {}: {}", folder.string(), error.message()),
              "backup_folder");
}

}  // namespace

Result<std::unique_ptr<FolderDestination>> FolderDestination::open(fs::path folder) {
  EDIFY_CHECK(make_private_folders(folder));
  return std::unique_ptr<FolderDestination>(new FolderDestination(std::move(folder)));
}

Result<void> FolderDestination::put(const std::string& name, const Produce& produce) {
  EDIFY_CHECK(check_object_name(name));
  const fs::path path = folder_ / name;
  EDIFY_CHECK(make_private_folders(path.parent_path()));
  EDIFY_TRY(auto file, NewFile::create(path.parent_path()));
  EDIFY_CHECK(produce([&](std::span<const std::byte> bytes) { return file.append(bytes); }));
  return file.publish(path.filename().string());
}

Result<void> FolderDestination::read(const std::string& name, const TakeBytes& take) {
  EDIFY_CHECK(check_object_name(name));
  const fs::path path = folder_ / name;
  std::error_code error;
  if (!fs::exists(path, error)) {
    return fail(ErrorCode::not_found, fmt::format("there is no {} in {}", name, folder_.string()));
  }
  std::ifstream stream(path, std::ios::binary);
  std::vector<char> piece(std::size_t{1} << 20U);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(stream.gcount());
    if (count > 0) EDIFY_CHECK(take(std::as_bytes(std::span(piece).first(count))));
  }
  if (stream.eof()) return {};
  return fail(ErrorCode::unavailable, fmt::format("could not read {}", path.string()), "backup_folder");
}

Result<std::vector<StoredObject>> FolderDestination::list(std::string_view prefix) {
  std::vector<StoredObject> objects;
  std::error_code error;
  fs::recursive_directory_iterator entries(folder_, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    std::error_code gone;  // removed by another process since it was listed
    if (!entries->is_regular_file(gone)) continue;
    const auto name = entries->path().lexically_relative(folder_).generic_string();
    const auto size = entries->file_size(gone);
    if (!gone && name.starts_with(prefix) && check_object_name(name)) objects.push_back({name, size});
  }
  if (error) return listing_error(folder_, error);
  std::ranges::sort(objects, {}, &StoredObject::name);
  return objects;
}

Result<void> FolderDestination::remove(const std::string& name) {
  EDIFY_CHECK(check_object_name(name));
  const fs::path path = folder_ / name;
  std::error_code error;
  fs::remove(path, error);
  if (error) {
    return fail(ErrorCode::unavailable, fmt::format("could not remove {}: {}", path.string(), error.message()),
                "backup_folder");
  }
  // Folders that are empty now; one that is not stays.
  for (auto folder = path.parent_path(); folder != folder_ && fs::remove(folder, error);
       folder = folder.parent_path()) {
  }
  return {};
}

}  // namespace edify::backup
