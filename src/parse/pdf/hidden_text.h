// Text that is in a page and that no reader sees: white on white, smaller than any print, drawn with neither fill nor
// stroke. It has no place in search or in answers: whoever wrote it did not write it for readers.
//
// The layer that OCR lays over the picture of a scanned page is drawn invisibly too and is not hidden: readers see the
// picture of it. Where a page can not be judged (colours by patterns, a very large drawing), text counts as seen.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

enum class Sight : std::uint8_t {
  seen,
  unpainted,  // neither filled nor stroked: seen by the picture below, hidden where there is none
  hidden,
};

// Belongs to one open page and one thread (PDFium).
class TextSight {
 public:
  explicit TextSight(FPDF_PAGE page) : page_(page) {}

  // Of a character with the box `box` (page space) in a text object whose font is printed `size` points high.
  Sight of(FPDF_PAGEOBJECT object, const FS_RECTF& box, float size);
  // Whether a picture lies below the middle of the box.
  bool is_over_picture(const FS_RECTF& box);

 private:
  enum class Paint : std::uint8_t { other, white, picture };
  struct Ground {
    FS_RECTF box{};
    Paint paint = Paint::other;
  };
  enum class Ink : std::uint8_t { dark, white, none, unpainted };

  static Ink ink_of(FPDF_PAGEOBJECT object);
  void look_at_grounds();
  void look_at(FPDF_PAGEOBJECT object, const FS_MATRIX& matrix, int depth);
  bool is_on_colour(const FS_RECTF& box);

  FPDF_PAGE page_;
  FPDF_PAGEOBJECT last_object_ = nullptr;
  Ink last_ink_ = Ink::dark;
  std::optional<std::vector<Ground>> grounds_;  // looked at once something may be hidden
  int left_ = 0;                                // objects that may still be looked at
};

}  // namespace edify::parse::pdf
