#include "parse/image/picture_header.h"

#include <set>

namespace edify::parse::image {
namespace {

// Unsigned integers at any offset; 0 behind the end.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t byte(std::size_t at) const { return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0; }
  std::uint32_t little(std::size_t at, int width) const {
    std::uint32_t value = 0;
    for (int i = width; i > 0; --i) value = value << 8 | byte(at + static_cast<std::size_t>(i) - 1);
    return value;
  }
  std::uint32_t big(std::size_t at, int width) const {
    std::uint32_t value = 0;
    for (int i = 0; i < width; ++i) value = value << 8 | byte(at + static_cast<std::size_t>(i));
    return value;
  }
  bool starts_at(std::size_t at, std::string_view text) const {
    return at <= bytes_.size() && bytes_.substr(at).starts_with(text);
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

// ITU T.81, B.2: markers with their lengths up to the frame header.
std::optional<PictureSize> jpeg_size(const Bytes& bytes) {
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (bytes.byte(at) != 0xFF) return std::nullopt;
    const std::uint32_t marker = bytes.byte(at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (is_frame) return PictureSize{bytes.big(at + 7, 2), bytes.big(at + 5, 2)};
    const bool has_no_length = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += 2 + (has_no_length ? 0 : bytes.big(at + 2, 2));
  }
  return std::nullopt;
}

// RFC 9649: one of three kinds of first chunk.
std::optional<PictureSize> webp_size(const Bytes& bytes) {
  if (bytes.starts_at(12, "VP8X")) return PictureSize{bytes.little(24, 3) + 1, bytes.little(27, 3) + 1};
  if (bytes.starts_at(12, "VP8L")) {
    const std::uint32_t bits = bytes.little(21, 4);
    return PictureSize{(bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1};
  }
  if (bytes.starts_at(12, "VP8 ")) return PictureSize{bytes.little(26, 2) & 0x3FFF, bytes.little(28, 2) & 0x3FFF};
  return std::nullopt;
}

// TIFF 6.0, section 2: a chain of directories; tags 256 and 257 are a page's size. A chain that comes back to itself
// ends there.
std::vector<PictureEntry> tiff_pages(const Bytes& bytes, std::size_t most) {
  const bool is_little = bytes.byte(0) == 'I';
  const auto number = [&](std::size_t at, int width) {
    return is_little ? bytes.little(at, width) : bytes.big(at, width);
  };
  std::vector<PictureEntry> pages;
  if (number(2, 2) != 42) return pages;  // BigTIFF is for files above 4 GB
  std::set<std::size_t> seen;
  std::size_t directory = number(4, 4);
  while (directory != 0 && directory + 2 < bytes.size() && pages.size() < most && seen.insert(directory).second) {
    const std::uint32_t entries = number(directory, 2);
    PictureEntry page{.size = {}, .offset = directory};
    for (std::uint32_t i = 0; i < entries; ++i) {
      const std::size_t entry = directory + 2 + std::size_t{12} * i;
      if (entry + 12 > bytes.size()) return pages;
      const std::uint32_t tag = number(entry, 2);
      const std::uint32_t value = number(entry + 2, 2) == 3 ? number(entry + 8, 2) : number(entry + 8, 4);
      if (tag == 256) page.size.width = value;
      if (tag == 257) page.size.height = value;
    }
    if (page.size.width > 0 && page.size.height > 0) pages.push_back(page);
    directory = number(directory + 2 + std::size_t{12} * entries, 4);
  }
  return pages;
}

std::optional<PictureSize> claimed_size(const Bytes& bytes, std::string_view mime) {
  if (mime == "image/png") return PictureSize{bytes.big(16, 4), bytes.big(20, 4)};
  if (mime == "image/gif") return PictureSize{bytes.little(6, 2), bytes.little(8, 2)};
  if (mime == "image/jpeg") return jpeg_size(bytes);
  if (mime == "image/webp") return webp_size(bytes);
  if (mime == "image/bmp") {
    if (bytes.little(14, 4) == 12) return PictureSize{bytes.little(18, 2), bytes.little(20, 2)};
    // The height is negative where the rows run from the top.
    const auto height = static_cast<std::int32_t>(bytes.little(22, 4));
    return PictureSize{bytes.little(18, 4), height < 0 ? 0U - static_cast<std::uint32_t>(height) : bytes.little(22, 4)};
  }
  return std::nullopt;
}

constexpr int upright = 1;

// A TIFF structure within a picture: tag 274 of its first directory. CIPA DC-008 (EXIF 2.32), 4.6.2.
int orientation_of_exif(const Bytes& bytes, std::size_t start) {
  const bool is_little = bytes.starts_at(start, "II");
  if (!is_little && !bytes.starts_at(start, "MM")) return upright;
  const auto number = [&](std::size_t at, int width) {
    return is_little ? bytes.little(start + at, width) : bytes.big(start + at, width);
  };
  const std::size_t directory = number(4, 4);
  const std::uint32_t entries = number(directory, 2);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (start + entry + 12 > bytes.size()) return upright;
    if (number(entry, 2) != 274) continue;
    const std::uint32_t value = number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : upright;
  }
  return upright;
}

// The first application segment of EXIF before the picture's data.
int jpeg_orientation(const Bytes& bytes) {
  for (std::size_t at = 2; at + 4 < bytes.size() && bytes.byte(at) == 0xFF;) {
    const std::uint32_t marker = bytes.byte(at + 1);
    if (marker == 0xDA) break;
    if (marker == 0xE1 && bytes.starts_at(at + 4, "Exif")) return orientation_of_exif(bytes, at + 10);
    at += marker == 0xFF ? 1 : 2 + std::size_t{bytes.big(at + 2, 2)};
  }
  return upright;
}

// Chunks of a PNG (length, name, data, checksum) or of a WebP (name, length, data, padding).
int chunk_orientation(const Bytes& bytes, bool is_png) {
  for (std::size_t at = is_png ? 8 : 12; at + 8 < bytes.size();) {
    const std::size_t length = is_png ? bytes.big(at, 4) : bytes.little(at + 4, 4);
    if (bytes.starts_at(is_png ? at + 4 : at, is_png ? "eXIf" : "EXIF")) {
      const std::size_t data = at + 8;
      return orientation_of_exif(bytes, bytes.starts_at(data, "Exif") ? data + 6 : data);
    }
    at += 8 + length + (is_png ? 4 : length % 2);
  }
  return upright;
}

// A TIFF's own is left to its decoder, which turns the page itself.
int claimed_orientation(const Bytes& bytes, std::string_view mime) {
  if (mime == "image/jpeg") return jpeg_orientation(bytes);
  if (mime == "image/png" || mime == "image/webp") return chunk_orientation(bytes, mime == "image/png");
  return upright;
}

}  // namespace

std::vector<PictureEntry> pictures_in_file(std::string_view bytes, std::string_view mime, std::size_t most) {
  if (mime == "image/tiff") return tiff_pages(Bytes(bytes), most);
  const auto size = claimed_size(Bytes(bytes), mime);
  if (!size || size->width == 0 || size->height == 0) return {};
  return {{.size = *size, .orientation = claimed_orientation(Bytes(bytes), mime), .offset = 0}};
}

}  // namespace edify::parse::image
