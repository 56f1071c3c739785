// The size that a picture file claims, and how it is to be turned, read before anything is decoded. A decoder allocates
// what the header says, so the claim is checked first. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace edify::parse::image {

struct PictureSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

struct PictureEntry {
  PictureSize size;
  int orientation = 1;     // how it is to be turned to be shown, as EXIF counts: 1 as it is, 6 a quarter to the right
  std::size_t offset = 0;  // in the file, of what describes the page; only TIFF has it
};

// The pages of a file, up to `most`, each at least 1 × 1: those of a TIFF, one of any other kind (of an animation,
// its first picture). `mime` as content_type.h names it. Empty where the header is damaged or the kind is not known.
std::vector<PictureEntry> pictures_in_file(std::string_view bytes, std::string_view mime, std::size_t most);

}  // namespace edify::parse::image
