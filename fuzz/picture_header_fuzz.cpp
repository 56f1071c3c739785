// The sizes that picture files claim: every page is at least one pixel, and not more pages than asked for.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parse/image/picture_header.h"

using namespace edify::parse::image;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 6> kinds = {"image/png",  "image/jpeg", "image/tiff",
                                                     "image/webp", "image/gif",  "image/bmp"};
  constexpr std::size_t most = 20;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string_view kind : kinds) {
    const auto pictures = pictures_in_file(bytes, kind, most);
    if (pictures.size() > most) std::abort();
    for (const PictureEntry& picture : pictures) {
      if (picture.size.width == 0 || picture.size.height == 0 || picture.offset > size) std::abort();
    }
  }
  return 0;
}
