#include "store/embedded/segment_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/sealed_stream.h"

namespace edify::store {
namespace {

constexpr std::size_t alignment = 64;
constexpr std::array<char, 8> segment_magic = {'E', 'D', 'I', 'F', 'Y', 'S', 'G', '2'};

struct Header {
  std::array<char, 8> magic;
  std::array<std::uint64_t, Section::count> sizes;
  std::array<std::byte, 16> padding;
};
static_assert(sizeof(Header) == alignment);

constexpr std::size_t padding_after(std::size_t size) { return (alignment - size % alignment) % alignment; }

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int operator*() const { return number_; }

 private:
  int number_;
};

std::unexpected<Error> fail_with_errno(const char* doing, const std::filesystem::path& file) {
  return fail(ErrorCode::unavailable, fmt::format("could not {} {}: {}", doing, file.string(), std::strerror(errno)),
              "index_folder");
}

Result<void> write_all(int descriptor, std::span<const std::byte> bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_with_errno("write", file);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

// A file can not stand in the place of another.
std::string context_of(const std::filesystem::path& file) { return "edify index " + file.filename().string(); }

using Memory = std::shared_ptr<std::byte>;

Result<Memory> map_memory(int descriptor, std::size_t size, const std::filesystem::path& file) {
  const bool of_file = descriptor >= 0;
  void* memory = ::mmap(nullptr, size, of_file ? PROT_READ : PROT_READ | PROT_WRITE,
                        of_file ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, descriptor, 0);
  if (memory == MAP_FAILED) return fail_with_errno("map", file);
  return Memory(static_cast<std::byte*>(memory), [size](std::byte* mapped) { ::munmap(mapped, size); });
}

// Hands on what the open file holds, unsealed.
Result<void> unseal_file(const FileDescriptor& descriptor, const std::filesystem::path& file, const Secret& key,
                         TakeBytes take) {
  Unsealer unsealer(key, context_of(file), std::move(take));
  std::vector<std::byte> piece(std::size_t{1} << 20U);
  while (true) {
    const auto count = ::read(*descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_with_errno("read", file);
    if (count == 0) break;
    EDIFY_CHECK(unsealer.append(std::span(piece).first(static_cast<std::size_t>(count))));
  }
  return unsealer.finish();
}

Result<Memory> unseal_into_memory(const FileDescriptor& descriptor, std::size_t size, const std::filesystem::path& file,
                                  const Secret& key) {
  EDIFY_TRY(auto memory, map_memory(-1, size, file));
  std::size_t filled = 0;
  EDIFY_CHECK(unseal_file(descriptor, file, key, [&](std::span<const std::byte> bytes) -> Result<void> {
    if (bytes.size() > size - filled) return fail(ErrorCode::unreadable, "it is too long", "index");
    std::ranges::copy(bytes, memory.get() + filled);
    filled += bytes.size();
    return {};
  }));
  ::mprotect(memory.get(), size, PROT_READ);
  return memory;
}

}  // namespace

std::uint64_t stored_size(const FileSeal& seal, const Secret& key) {
  return key.empty() ? seal.size : sealed_size(seal.size);
}

Result<void> replace_file(const std::filesystem::path& file, std::span<const std::span<const std::byte>> pieces,
                          const Secret& key) {
  auto temporary = file;
  temporary += ".tmp";
  {
    const FileDescriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (*descriptor < 0) return fail_with_errno("create", temporary);
    const auto write = [&](std::span<const std::byte> bytes) { return write_all(*descriptor, bytes, temporary); };
    if (key.empty()) {
      for (const auto piece : pieces) EDIFY_CHECK(write(piece));
    } else {
      Sealer sealer(key, context_of(file), write);
      for (const auto piece : pieces) EDIFY_CHECK(sealer.append(piece));
      EDIFY_CHECK(sealer.finish());
    }
    if (::fsync(*descriptor) != 0) return fail_with_errno("flush", temporary);
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) return fail_with_errno("rename", temporary);
  return {};
}

Result<std::vector<std::byte>> read_file(const std::filesystem::path& file, const Secret& key) {
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (*descriptor < 0 && errno == ENOENT) return fail(ErrorCode::not_found, "there is none yet", "index");
  struct stat status {};
  if (*descriptor < 0 || ::fstat(*descriptor, &status) != 0) return fail_with_errno("open", file);
  std::vector<std::byte> bytes;
  bytes.reserve(static_cast<std::size_t>(status.st_size));
  const auto take = [&](std::span<const std::byte> piece) -> Result<void> {
    bytes.insert(bytes.end(), piece.begin(), piece.end());
    return {};
  };
  if (!key.empty()) {
    EDIFY_CHECK(unseal_file(descriptor, file, key, take));
  } else if (status.st_size > 0) {
    EDIFY_TRY(const auto memory, map_memory(*descriptor, static_cast<std::size_t>(status.st_size), file));
    EDIFY_CHECK(take({memory.get(), static_cast<std::size_t>(status.st_size)}));
  }
  return bytes;
}

Result<FileSeal> write_segment_file(const std::filesystem::path& file, const Sections& sections, const Secret& key) {
  Header header{.magic = segment_magic, .sizes = {}, .padding = {}};
  constexpr std::array<std::byte, alignment> zeros{};
  std::vector<std::span<const std::byte>> pieces{std::as_bytes(std::span(&header, 1))};
  for (std::size_t i = 0; i < sections.size(); ++i) {
    header.sizes[i] = sections[i].size();
    pieces.push_back(sections[i]);
    pieces.push_back(std::span(zeros).first(padding_after(sections[i].size())));
  }
  FileSeal seal;
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash(XXH3_createState(), &XXH3_freeState);
  XXH3_64bits_reset(hash.get());
  for (const auto piece : pieces) {
    seal.size += piece.size();
    XXH3_64bits_update(hash.get(), piece.data(), piece.size());
  }
  seal.checksum = XXH3_64bits_digest(hash.get());
  EDIFY_CHECK(replace_file(file, pieces, key));
  return seal;
}

Result<MappedSegment> map_segment_file(const std::filesystem::path& file, const FileSeal& seal, const Secret& key) {
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (*descriptor < 0) return fail_with_errno("open", file);
  struct stat status {};
  if (::fstat(*descriptor, &status) != 0) return fail_with_errno("read", file);
  if (static_cast<std::uint64_t>(status.st_size) != stored_size(seal, key) || seal.size < sizeof(Header)) {
    return fail(ErrorCode::unreadable, fmt::format("{} has the wrong size", file.string()), "index");
  }
  const auto size = static_cast<std::size_t>(seal.size);
  EDIFY_TRY(const auto memory,
            key.empty() ? map_memory(*descriptor, size, file) : unseal_into_memory(descriptor, size, file, key));
  if (XXH3_64bits(memory.get(), size) != seal.checksum) {
    return fail(ErrorCode::unreadable, fmt::format("{} does not have its checksum", file.string()), "index");
  }
  Header header;
  std::memcpy(&header, memory.get(), sizeof(header));
  if (header.magic != segment_magic) {
    return fail(ErrorCode::unreadable, fmt::format("{} is no segment", file.string()), "index");
  }
  MappedSegment mapped{.sections = {}, .owner = memory};
  std::size_t offset = sizeof(Header);
  for (std::size_t i = 0; i < mapped.sections.size(); ++i) {
    if (header.sizes[i] > size - offset) {
      return fail(ErrorCode::unreadable, fmt::format("{} ends too soon", file.string()), "index");
    }
    mapped.sections[i] = {memory.get() + offset, header.sizes[i]};
    offset += header.sizes[i] + padding_after(header.sizes[i]);
  }
  return mapped;
}

}  // namespace edify::store
