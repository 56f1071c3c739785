#include "parse/image/picture_decoder.h"

#include <fmt/format.h>
#include <leptonica/allheaders.h>

#include <new>

namespace edify::parse::image {
namespace {

using ocr::Bitmap;

constexpr float screen_dots_per_inch = 96;

Bitmap owned(Pix* pix) {
  if (!pix) throw std::bad_alloc();
  return Bitmap(pix);
}

Bitmap decode(std::string_view bytes, const PictureEntry& entry) {
  const auto* const data = reinterpret_cast<const l_uint8*>(bytes.data());
  if (entry.offset == 0) return Bitmap(pixReadMem(data, bytes.size()));
  std::size_t offset = entry.offset;
  return Bitmap(pixReadMemFromMultipageTiff(data, bytes.size(), &offset));
}

Bitmap to_grey(Bitmap picture) {
  if (pixGetSpp(picture.get()) == 4) picture = owned(pixAlphaBlendUniform(picture.get(), 0xFFFFFF00));
  return owned(pixConvertTo8(picture.get(), 0));
}

// Cameras store what their sensor sees, and beside it how they were held.
Bitmap turned(Bitmap picture, int orientation) {
  const bool mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
  if (mirrored) picture = owned(pixFlipLR(nullptr, picture.get()));
  if (orientation == 3 || orientation == 4) return owned(pixRotate180(nullptr, picture.get()));
  if (orientation == 6 || orientation == 7) return owned(pixRotate90(picture.get(), 1));
  if (orientation == 5 || orientation == 8) return owned(pixRotate90(picture.get(), -1));
  return picture;
}

float resolution_of(const Bitmap& picture) {
  const int resolution = pixGetXRes(picture.get());
  return resolution >= 50 && resolution <= 2400 ? static_cast<float>(resolution) : screen_dots_per_inch;
}

}  // namespace

Result<Picture> decode_picture(std::string_view bytes, const PictureEntry& entry, std::uint64_t most_pixels) {
  if (std::uint64_t{entry.size.width} * entry.size.height > most_pixels) {
    return fail(ErrorCode::over_limit,
                fmt::format("the picture has {} × {} pixels and the limit is {} altogether; raise the limit or store "
                            "it smaller",
                            entry.size.width, entry.size.height, most_pixels),
                "pixels");
  }
  ocr::silence_leptonica();
  Bitmap picture = decode(bytes, entry);
  if (!picture) {
    return fail(ErrorCode::unreadable, "the picture is damaged and can not be decoded; save it again", "malformed");
  }
  const float dots_per_inch = resolution_of(picture);
  return Picture{.bitmap = turned(to_grey(std::move(picture)), entry.orientation), .dots_per_inch = dots_per_inch};
}

}  // namespace edify::parse::image
