#include "parse/office/legacy/biff_reader.h"

#include <algorithm>
#include <bit>

#include "parse/byte_range.h"
#include "parse/office/legacy/legacy_text.h"

namespace edify::parse {
namespace {

constexpr std::uint16_t continue_type = 0x3C;

std::uint64_t number_at(std::string_view data, std::size_t at, int width) {
  if (at > data.size() || data.size() - at < static_cast<std::size_t>(width)) return 0;
  return little_endian(data, at, width);
}

}  // namespace

std::uint32_t BiffRecord::u8(std::size_t at) const { return static_cast<std::uint32_t>(number_at(data, at, 1)); }
std::uint32_t BiffRecord::u16(std::size_t at) const { return static_cast<std::uint32_t>(number_at(data, at, 2)); }
std::uint32_t BiffRecord::u32(std::size_t at) const { return static_cast<std::uint32_t>(number_at(data, at, 4)); }
double BiffRecord::real(std::size_t at) const { return std::bit_cast<double>(number_at(data, at, 8)); }

double decode_rk(std::uint32_t rk) {
  const bool is_integer = (rk & 2) != 0;
  const double value = is_integer ? static_cast<double>(static_cast<std::int32_t>(rk) >> 2)
                                  : std::bit_cast<double>(std::uint64_t{rk & 0xFFFFFFFC} << 32);
  return (rk & 1) != 0 ? value / 100 : value;
}

bool BiffReader::next(BiffRecord& record) {
  if (at_ > stream_.size() || stream_.size() - at_ < 4) return false;
  record.type = static_cast<std::uint16_t>(little_endian(stream_, at_, 2));
  record.data = stream_.substr(at_ + 4, little_endian(stream_, at_ + 2, 2));
  at_ += 4 + record.data.size();
  return true;
}

std::vector<std::string_view> BiffReader::take_continuations() {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t before = at_;
    BiffRecord record;
    if (next(record) && record.type == continue_type) {
      parts.push_back(record.data);
      continue;
    }
    at_ = before;
    return parts;
  }
}

bool BiffStrings::at_end() {
  while (part_ < parts_.size() && parts_[part_].empty()) ++part_;
  return part_ >= parts_.size();
}

std::uint32_t BiffStrings::number(int bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < bytes && !at_end(); ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(parts_[part_][0])) << (8 * i);
    parts_[part_].remove_prefix(1);
  }
  return value;
}

void BiffStrings::skip(std::uint64_t bytes) {
  while (bytes > 0 && !at_end()) {
    const auto count = std::min<std::uint64_t>(bytes, parts_[part_].size());
    parts_[part_].remove_prefix(count);
    bytes -= count;
  }
}

std::string BiffStrings::string(int length_bytes) {
  std::uint64_t characters = number(length_bytes);
  std::uint32_t flags = number(1);
  const std::uint64_t runs = (flags & 8) != 0 ? number(2) : 0;
  const std::uint64_t extension = (flags & 4) != 0 ? number(4) : 0;
  std::string text;
  while (characters > 0 && part_ < parts_.size()) {
    const std::uint64_t width = (flags & 1) != 0 ? 2 : 1;
    const auto count = std::min<std::uint64_t>(characters, parts_[part_].size() / width);
    const std::string_view bytes = parts_[part_].substr(0, count * width);
    text += width == 2 ? decode_utf16(bytes) : decode_compressed(bytes);
    characters -= count;
    parts_[part_].remove_prefix(bytes.size());
    if (characters == 0) break;
    // A continuation begins with flags of its own: the rest may have another width.
    ++part_;
    if (part_ < parts_.size()) flags = (flags & ~1U) | (number(1) & 1);
  }
  skip(4 * runs + extension);
  return text;
}

}  // namespace edify::parse
