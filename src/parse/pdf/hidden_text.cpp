#include "parse/pdf/hidden_text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "parse/pdf/page_objects.h"

namespace edify::parse::pdf {
namespace {

constexpr float smallest_print = 2;     // points; the smallest print that people are given has 4
constexpr unsigned nearly_white = 245;  // of 255, each of red, green and blue
constexpr unsigned nearly_clear = 8;    // of 255, alpha
constexpr int deepest_form = 4;

bool holds(const FS_RECTF& ground, const FS_RECTF& box) {
  const float x = (box.left + box.right) / 2;
  const float y = (box.bottom + box.top) / 2;
  return ground.left <= x && x <= ground.right && ground.bottom <= y && y <= ground.top;
}

FS_MATRIX joined(const FS_MATRIX& inner, const FS_MATRIX& outer) {
  return {inner.a * outer.a + inner.b * outer.c,           inner.a * outer.b + inner.b * outer.d,
          inner.c * outer.a + inner.d * outer.c,           inner.c * outer.b + inner.d * outer.d,
          inner.e * outer.a + inner.f * outer.c + outer.e, inner.e * outer.b + inner.f * outer.d + outer.f};
}

// The box of what a form holds, on the page.
FS_RECTF placed(const FS_RECTF& box, const FS_MATRIX& matrix) {
  FS_RECTF out{};
  bool is_first = true;
  for (const float x : {box.left, box.right}) {
    for (const float y : {box.bottom, box.top}) {
      const float px = matrix.a * x + matrix.c * y + matrix.e;
      const float py = matrix.b * x + matrix.d * y + matrix.f;
      out.left = is_first ? px : std::min(out.left, px);
      out.right = is_first ? px : std::max(out.right, px);
      out.bottom = is_first ? py : std::min(out.bottom, py);
      out.top = is_first ? py : std::max(out.top, py);
      is_first = false;
    }
  }
  return out;
}

}  // namespace

TextSight::Ink TextSight::ink_of(FPDF_PAGEOBJECT object) {
  const int mode = FPDFTextObj_GetTextRenderMode(object);
  if (mode == FPDF_TEXTRENDERMODE_INVISIBLE) return Ink::unpainted;
  if (mode != FPDF_TEXTRENDERMODE_FILL) return Ink::dark;
  std::array<unsigned, 4> colour{};
  if (!FPDFPageObj_GetFillColor(object, &colour[0], &colour[1], &colour[2], &colour[3])) return Ink::dark;
  if (colour[3] < nearly_clear) return Ink::none;
  const bool is_white = std::min({colour[0], colour[1], colour[2]}) >= nearly_white;
  return is_white ? Ink::white : Ink::dark;
}

Sight TextSight::of(FPDF_PAGEOBJECT object, const FS_RECTF& box, float size) {
  if (object != last_object_) {
    last_object_ = object;
    last_ink_ = ink_of(object);
  }
  // A font may count its size in units of its own; then the box tells how high it is printed.
  const float height = std::max(std::abs(box.top - box.bottom), std::abs(box.right - box.left));
  if (size < smallest_print && height < smallest_print) return Sight::hidden;
  switch (last_ink_) {
    case Ink::dark: return Sight::seen;
    case Ink::unpainted: return Sight::unpainted;
    case Ink::none: return Sight::hidden;
    case Ink::white: break;
  }
  return is_on_colour(box) ? Sight::seen : Sight::hidden;
}

bool TextSight::is_over_picture(const FS_RECTF& box) {
  look_at_grounds();
  return left_ <= 0 || std::ranges::any_of(*grounds_, [&](const Ground& ground) {
           return ground.paint == Paint::picture && holds(ground.box, box);
         });
}

bool TextSight::is_on_colour(const FS_RECTF& box) {
  look_at_grounds();
  return left_ <= 0 || std::ranges::any_of(*grounds_, [&](const Ground& ground) {
           return ground.paint != Paint::white && holds(ground.box, box);
         });
}

void TextSight::look_at_grounds() {
  if (grounds_) return;
  grounds_.emplace();
  left_ = objects_looked_at;
  const FS_MATRIX as_it_is{1, 0, 0, 1, 0, 0};
  const int count = FPDFPage_CountObjects(page_);
  for (int index = 0; index < count && left_ > 0; ++index) look_at(FPDFPage_GetObject(page_, index), as_it_is, 0);
}

void TextSight::look_at(FPDF_PAGEOBJECT object, const FS_MATRIX& matrix, int depth) {
  --left_;
  const int type = FPDFPageObj_GetType(object);
  if (type == FPDF_PAGEOBJ_TEXT) return;
  if (type == FPDF_PAGEOBJ_FORM) {
    FS_MATRIX own{};
    if (depth == deepest_form || !FPDFPageObj_GetMatrix(object, &own)) {
      left_ = 0;  // what is in it can not be told
      return;
    }
    const FS_MATRIX whole = joined(own, matrix);
    const int count = FPDFFormObj_CountObjects(object);
    for (int index = 0; index < count && left_ > 0; ++index) {
      look_at(FPDFFormObj_GetObject(object, static_cast<unsigned long>(index)), whole, depth + 1);
    }
    return;
  }
  Ground ground;
  if (!FPDFPageObj_GetBounds(object, &ground.box.left, &ground.box.bottom, &ground.box.right, &ground.box.top)) return;
  ground.box = placed(ground.box, matrix);
  if (type == FPDF_PAGEOBJ_IMAGE) ground.paint = Paint::picture;
  if (type == FPDF_PAGEOBJ_PATH) {
    int fill = 0;
    FPDF_BOOL stroke = 0;
    if (!FPDFPath_GetDrawMode(object, &fill, &stroke) || fill == 0) return;
    std::array<unsigned, 4> colour{};
    const bool is_known = FPDFPageObj_GetFillColor(object, &colour[0], &colour[1], &colour[2], &colour[3]) != 0;
    const bool is_white = is_known && std::min({colour[0], colour[1], colour[2]}) >= nearly_white;
    if (is_white || (is_known && colour[3] < nearly_clear)) ground.paint = Paint::white;
  }
  grounds_->push_back(ground);
}

}  // namespace edify::parse::pdf
