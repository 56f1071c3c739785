// A picture file → grey bitmaps, one a page. Decoded from memory by Leptonica; nothing is written anywhere.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "parse/image/picture_header.h"
#include "parse/ocr/bitmap.h"

namespace edify::parse::image {

struct Picture {
  ocr::Bitmap bitmap;       // upright, as viewers turn it; transparent parts white
  float dots_per_inch = 0;  // as the file says; 96, as browsers take it, where it says nothing sensible
};

// Decodes one of pictures_in_file(). Errors: over_limit (pixels), before anything is decoded; unreadable (malformed).
// Thread-safe.
Result<Picture> decode_picture(std::string_view bytes, const PictureEntry& entry, std::uint64_t most_pixels);

}  // namespace edify::parse::image
