#include "store/embedded/segment_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

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

}  // namespace

Result<void> replace_file(const std::filesystem::path& file, std::span<const std::span<const std::byte>> pieces) {
  auto temporary = file;
  temporary += ".tmp";
  {
    const FileDescriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (*descriptor < 0) return fail_with_errno("create", temporary);
    for (const auto piece : pieces) EDIFY_CHECK(write_all(*descriptor, piece, temporary));
    if (::fsync(*descriptor) != 0) return fail_with_errno("flush", temporary);
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) return fail_with_errno("rename", temporary);
  return {};
}

Result<FileSeal> write_segment_file(const std::filesystem::path& file, const Sections& sections) {
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
  EDIFY_CHECK(replace_file(file, pieces));
  return seal;
}

Result<MappedSegment> map_segment_file(const std::filesystem::path& file, const FileSeal& seal) {
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (*descriptor < 0) return fail_with_errno("open", file);
  struct stat status {};
  if (::fstat(*descriptor, &status) != 0) return fail_with_errno("read", file);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size != seal.size || size < sizeof(Header)) {
    return fail(ErrorCode::unreadable, fmt::format("{} has the wrong size", file.string()), "index");
  }
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, *descriptor, 0);
  if (memory == MAP_FAILED) return fail_with_errno("map", file);
  const std::shared_ptr<const void> owner(memory,
                                          [size](const void* mapped) { ::munmap(const_cast<void*>(mapped), size); });
  if (XXH3_64bits(memory, size) != seal.checksum) {
    return fail(ErrorCode::unreadable, fmt::format("{} does not have its checksum", file.string()), "index");
  }
  Header header;
  std::memcpy(&header, memory, sizeof(header));
  if (header.magic != segment_magic) {
    return fail(ErrorCode::unreadable, fmt::format("{} is no segment", file.string()), "index");
  }
  MappedSegment mapped{.sections = {}, .owner = owner};
  std::size_t offset = sizeof(Header);
  for (std::size_t i = 0; i < mapped.sections.size(); ++i) {
    if (header.sizes[i] > size - offset) {
      return fail(ErrorCode::unreadable, fmt::format("{} ends too soon", file.string()), "index");
    }
    mapped.sections[i] = {static_cast<const std::byte*>(memory) + offset, header.sizes[i]};
    offset += header.sizes[i] + padding_after(header.sizes[i]);
  }
  return mapped;
}

}  // namespace edify::store
