#include "parse/ocr/bitmap.h"

#include <leptonica/allheaders.h>

#include <new>

namespace edify::parse::ocr {

void DestroyPix::operator()(Pix* pix) const { pixDestroy(&pix); }

Bitmap make_bitmap(int width, int height) {
  Bitmap bitmap(pixCreateNoInit(width, height, 8));
  if (!bitmap) throw std::bad_alloc();
  pixSetAll(bitmap.get());
  return bitmap;
}

void adopt_written_rows(Bitmap& bitmap) { pixEndianByteSwap(bitmap.get()); }

std::uint8_t* row_data(const Bitmap& bitmap) { return reinterpret_cast<std::uint8_t*>(pixGetData(bitmap.get())); }

int row_bytes(const Bitmap& bitmap) { return pixGetWpl(bitmap.get()) * 4; }

int width_of(const Bitmap& bitmap) { return pixGetWidth(bitmap.get()); }

int height_of(const Bitmap& bitmap) { return pixGetHeight(bitmap.get()); }

Bitmap cut_out(const Bitmap& bitmap, int x, int y, int width, int height) {
  const std::unique_ptr<::Box, void (*)(::Box*)> frame(boxCreate(x, y, width, height),
                                                       [](::Box* box) { boxDestroy(&box); });
  Bitmap part(pixClipRectangle(bitmap.get(), frame.get(), nullptr));
  if (!part) throw std::bad_alloc();
  return part;
}

void silence_leptonica() {
  setMsgSeverity(L_SEVERITY_NONE);
  leptSetStderrHandler([](const char*) {});
}

}  // namespace edify::parse::ocr
