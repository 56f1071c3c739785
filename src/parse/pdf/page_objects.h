// The objects that a page draws, for those who look at its pictures and its ink. Pure but for the page.
#pragma once

#include <algorithm>

#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

// A page of more objects is a map or a drawing; what the first ones say is enough, and time is bounded.
inline constexpr int objects_looked_at = 2000;

// visit(FPDF_PAGEOBJECT) for each of the first objects, in drawing order.
template <typename Visit>
void each_object(FPDF_PAGE page, Visit&& visit) {
  const int count = std::min(FPDFPage_CountObjects(page), objects_looked_at);
  for (int index = 0; index < count; ++index) visit(FPDFPage_GetObject(page, index));
}

// visit(FPDF_PAGEOBJECT, width, height) for each picture among them, with its size in pixels as stored.
template <typename Visit>
void each_picture(FPDF_PAGE page, Visit&& visit) {
  each_object(page, [&](FPDF_PAGEOBJECT object) {
    unsigned int width = 0;
    unsigned int height = 0;
    if (FPDFPageObj_GetType(object) != FPDF_PAGEOBJ_IMAGE) return;
    if (FPDFImageObj_GetImagePixelSize(object, &width, &height)) visit(object, width, height);
  });
}

}  // namespace edify::parse::pdf
