// A picture in memory as the OCR engine's library (Leptonica) holds it, owned. 8 bits of grey a pixel, 0 is black,
// unless said otherwise. Movable values; different pictures may be used by different threads.
#pragma once

#include <cstdint>
#include <memory>

struct Pix;

namespace edify::parse::ocr {

struct DestroyPix {
  void operator()(Pix* pix) const;
};
using Bitmap = std::unique_ptr<Pix, DestroyPix>;

// White, width × height, both ≥ 1. std::bad_alloc where memory is short.
Bitmap make_bitmap(int width, int height);

// Rows of `bytes` a pixel wide were written into the bitmap's memory by someone who knows nothing of Leptonica's byte
// order: puts them into it. See row_bytes, row_data.
void adopt_written_rows(Bitmap& bitmap);
std::uint8_t* row_data(const Bitmap& bitmap);  // of the first row
int row_bytes(const Bitmap& bitmap);           // from one row to the next

int width_of(const Bitmap& bitmap);
int height_of(const Bitmap& bitmap);

// The part of `bitmap` inside the rectangle, which must lie in it.
Bitmap cut_out(const Bitmap& bitmap, int x, int y, int width, int height);

// Leptonica and its image codecs print warnings about damaged pictures; a worker's standard error is its parent's.
void silence_leptonica();

}  // namespace edify::parse::ocr
