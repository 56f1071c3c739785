#include "parse/archive/zip_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "parse/byte_range.h"

namespace edify::parse {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view end_mark = "PK\5\6"sv;
constexpr std::string_view locator_mark = "PK\6\7"sv;
constexpr std::string_view end64_mark = "PK\6\6"sv;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t locator_bytes = 20;
constexpr std::size_t end64_bytes = 56;
constexpr std::uint64_t max_directory_bytes = 64ULL << 20;

struct DirectorySize {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

// By the end record at `end`, or by the zip64 record that a locator right before it points to.
Result<DirectorySize> directory_size(RangeReader& reader, std::string_view tail, std::size_t end) {
  const DirectorySize plain = {little_endian(tail, end + 10, 2), little_endian(tail, end + 12, 4)};
  if (end < locator_bytes || !tail.substr(end - locator_bytes).starts_with(locator_mark)) return plain;
  const std::uint64_t offset = little_endian(tail, end - locator_bytes + 8, 8);
  EDIFY_TRY(const std::string record, read_range(reader, offset, end64_bytes));
  if (record.size() < end64_bytes || !record.starts_with(end64_mark)) return plain;
  return DirectorySize{little_endian(record, 32, 8), little_endian(record, 40, 8)};
}

}  // namespace

Result<void> check_zip_directory(RangeReader& reader, const Limits& limits) {
  constexpr std::uint64_t tail_bytes = 0xFFFF + end_bytes + locator_bytes;
  const std::uint64_t size = std::min(reader.size(), tail_bytes);
  EDIFY_TRY(const std::string tail, read_range(reader, reader.size() - size, size));
  DirectorySize total;
  bool found = false;
  for (std::size_t at = tail.find(end_mark); at != std::string::npos; at = tail.find(end_mark, at + 1)) {
    if (at + end_bytes > tail.size()) break;
    found = true;
    EDIFY_TRY(const DirectorySize one, directory_size(reader, tail, at));
    total.entries += std::min<std::uint64_t>(one.entries, UINT32_MAX);
    total.bytes += std::min<std::uint64_t>(one.bytes, UINT32_MAX);
  }
  if (!found) {
    return fail(ErrorCode::unreadable, "the archive (ZIP) has no directory at its end; it is cut off or damaged",
                "malformed");
  }
  if (total.entries > limits.entries || total.bytes > max_directory_bytes) {
    return fail(ErrorCode::over_limit,
                fmt::format("the archive (ZIP) names {} entries in {} bytes and the limit is {}; split it",
                            total.entries, total.bytes, limits.entries),
                "entries");
  }
  return {};
}

}  // namespace edify::parse
