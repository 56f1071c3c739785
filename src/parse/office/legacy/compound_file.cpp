#include "parse/office/legacy/compound_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parse/byte_range.h"
#include "parse/mail/header.h"
#include "parse/markup/text_decoder.h"

namespace edify::parse {
namespace {

constexpr std::uint32_t largest_sector = 0xFFFFFFFA;  // above it: free, end of chain, table sectors
constexpr std::size_t entry_bytes = 128;
constexpr std::uint64_t whole_chain = UINT64_MAX;

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::unreadable, fmt::format("the Office document's file system is damaged: {}", what),
              "malformed");
}

std::uint32_t u32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(little_endian(bytes, at, 4));
}

void append_numbers(std::string_view bytes, std::vector<std::uint32_t>& numbers) {
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) numbers.push_back(u32(bytes, at));
}

CompoundEntry read_entry(std::string_view bytes, bool has_wide_size) {
  CompoundEntry entry;
  const std::size_t name_bytes = std::min<std::size_t>(little_endian(bytes, 64, 2), 64);
  entry.name = decode_charset(bytes.substr(0, name_bytes < 2 ? 0 : (name_bytes - 2) & ~std::size_t{1}), "UTF-16LE");
  entry.is_stream = bytes[66] == 2;
  entry.left = u32(bytes, 68);
  entry.right = u32(bytes, 72);
  entry.child = u32(bytes, 76);
  entry.first_sector = u32(bytes, 116);
  entry.size = has_wide_size ? little_endian(bytes, 120, 8) : u32(bytes, 120);
  return entry;
}

}  // namespace

Result<CompoundFile> CompoundFile::open(RangeReader& reader) {
  CompoundFile file(reader);
  EDIFY_CHECK(file.read_header());
  return file;
}

// [MS-CFB] 2.2.
Result<void> CompoundFile::read_header() {
  EDIFY_TRY(const std::string header, read_range(*reader_, 0, 512));
  if (header.size() < 512 || !header.starts_with("\xD0\xCF\x11\xE0")) return damaged("it has no header");
  const std::uint64_t shift = little_endian(header, 30, 2);
  const std::uint64_t mini_shift = little_endian(header, 32, 2);
  if (shift < 7 || shift > 16 || mini_shift < 4 || mini_shift >= shift)
    return damaged("its sectors have no usable size");
  sector_bytes_ = 1U << shift;
  mini_sector_bytes_ = 1U << mini_shift;
  has_wide_sizes_ = little_endian(header, 26, 2) >= 4;
  mini_cutoff_ = u32(header, 56);
  // The header takes the place of one sector; the last one may be cut off.
  sector_count_ = std::max<std::uint64_t>((reader_->size() + sector_bytes_ - 1) / sector_bytes_, 1) - 1;
  EDIFY_CHECK(read_allocation_table(header));
  EDIFY_CHECK(read_directory(u32(header, 48)));
  return read_mini_stream(u32(header, 60));
}

// [MS-CFB] 2.3, 2.5: the sectors of the table are listed in the header, then in a chain of sectors of their own.
Result<void> CompoundFile::read_allocation_table(std::string_view header) {
  std::vector<std::uint32_t> places;
  append_numbers(header.substr(76, 436), places);
  std::uint32_t next = u32(header, 68);
  for (std::uint64_t steps = 0; next <= largest_sector; ++steps) {
    if (next >= sector_count_) break;  // seen in files that readers open all the same
    if (steps > sector_count_) return damaged("the list of its tables runs in a circle");
    EDIFY_TRY(const std::string sector, read_range(*reader_, (std::uint64_t{next} + 1) * sector_bytes_, sector_bytes_));
    if (sector.size() < sector_bytes_) break;
    append_numbers(std::string_view(sector).substr(0, sector_bytes_ - 4), places);
    next = u32(sector, sector_bytes_ - 4);
  }
  for (const std::uint32_t place : places) {
    if (table_.size() >= sector_count_) break;
    if (place >= sector_count_) continue;
    EDIFY_TRY(std::string sector, read_range(*reader_, (std::uint64_t{place} + 1) * sector_bytes_, sector_bytes_));
    sector.resize(sector_bytes_, '\xFF');
    append_numbers(sector, table_);
  }
  return {};
}

Result<void> CompoundFile::read_directory(std::uint32_t first_sector) {
  EDIFY_TRY(const std::string bytes, read_sectors(first_sector, whole_chain));
  for (std::size_t at = 0; at + entry_bytes <= bytes.size(); at += entry_bytes) {
    entries_.push_back(read_entry(std::string_view(bytes).substr(at, entry_bytes), has_wide_sizes_));
  }
  if (entries_.empty()) return damaged("it has no directory");
  return {};
}

Result<void> CompoundFile::read_mini_stream(std::uint32_t first_table_sector) {
  if (first_table_sector > largest_sector) return {};
  EDIFY_TRY(const std::string bytes, read_sectors(first_table_sector, whole_chain));
  append_numbers(bytes, mini_table_);
  EDIFY_TRY(mini_stream_, read_sectors(entries_[0].first_sector, entries_[0].size));
  return {};
}

Result<std::vector<std::uint32_t>> CompoundFile::chain(std::uint32_t first, const std::vector<std::uint32_t>& table,
                                                       std::uint64_t sectors_wanted) const {
  std::vector<std::uint32_t> sectors;
  for (std::uint32_t sector = first; sector <= largest_sector && sectors.size() < sectors_wanted;) {
    if (sector >= table.size()) return damaged("a stream leaves the file");
    if (sectors.size() > table.size()) return damaged("a stream runs in a circle");
    sectors.push_back(sector);
    sector = table[sector];
  }
  return sectors;
}

// Neighbouring sectors are read at once: each read may be a round trip.
Result<std::string> CompoundFile::read_sectors(std::uint32_t first, std::uint64_t size) {
  const std::uint64_t file_bytes = sector_count_ * sector_bytes_;
  const std::uint64_t wanted = std::min(size, file_bytes);
  const std::uint64_t count = size == whole_chain ? whole_chain : (wanted + sector_bytes_ - 1) / sector_bytes_;
  EDIFY_TRY(const std::vector<std::uint32_t> sectors, chain(first, table_, count));
  std::string bytes;
  for (std::size_t i = 0; i < sectors.size();) {
    std::size_t run = 1;
    while (i + run < sectors.size() && sectors[i + run] == sectors[i] + run) ++run;
    EDIFY_TRY(std::string part,
              read_range(*reader_, (std::uint64_t{sectors[i]} + 1) * sector_bytes_, run * sector_bytes_));
    part.resize(run * sector_bytes_);  // the file's last sector may be cut off
    bytes += part;
    i += run;
  }
  if (bytes.size() > wanted) bytes.resize(wanted);
  return bytes;
}

Result<std::string> CompoundFile::read_mini(const CompoundEntry& entry) {
  const std::uint64_t wanted = std::min<std::uint64_t>(entry.size, mini_stream_.size());
  EDIFY_TRY(const std::vector<std::uint32_t> sectors,
            chain(entry.first_sector, mini_table_, (wanted + mini_sector_bytes_ - 1) / mini_sector_bytes_));
  std::string bytes;
  for (const std::uint32_t sector : sectors) {
    const std::uint64_t at = std::uint64_t{sector} * mini_sector_bytes_;
    if (at < mini_stream_.size()) bytes += std::string_view(mini_stream_).substr(at, mini_sector_bytes_);
  }
  if (bytes.size() > wanted) bytes.resize(wanted);
  return bytes;
}

std::vector<const CompoundEntry*> CompoundFile::children_of(const CompoundEntry& folder) const {
  std::vector<const CompoundEntry*> found;
  std::vector<bool> was_seen(entries_.size());
  std::vector<std::uint32_t> pending = {folder.child};
  while (!pending.empty()) {
    const std::uint32_t place = pending.back();
    pending.pop_back();
    if (place >= entries_.size() || was_seen[place]) continue;
    was_seen[place] = true;
    found.push_back(&entries_[place]);
    pending.push_back(entries_[place].left);
    pending.push_back(entries_[place].right);
  }
  return found;
}

const CompoundEntry* CompoundFile::find(std::string_view name) const {
  const std::string wanted = to_lower_ascii(name);
  for (const CompoundEntry* entry : entries()) {
    if (entry->is_stream && to_lower_ascii(entry->name) == wanted) return entry;
  }
  return nullptr;
}

Result<std::string> CompoundFile::read(const CompoundEntry& entry, std::uint64_t limit) {
  if (std::min(entry.size, reader_->size()) > limit) {
    return fail(ErrorCode::over_limit,
                fmt::format("the document's stream {} has {} bytes and the limit is {}; split it", entry.name,
                            entry.size, limit),
                "entry_bytes");
  }
  return entry.size < mini_cutoff_ ? read_mini(entry) : read_sectors(entry.first_sector, entry.size);
}

}  // namespace edify::parse
