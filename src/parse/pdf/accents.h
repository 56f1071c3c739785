// Letters whose accents the file draws as glyphs of their own.
//
// TeX's older fonts hold no accented letters: "á" is an "a" and an acute printed over it, and the text layer tells
// "´" somewhere before, behind or far from its letter. Where the two stand over each other they are one letter again.
#pragma once

#include <vector>

#include "parse/pdf/layout.h"

namespace edify::parse::pdf {

// Takes accents away and accents their letters. Accents over no letter, or over one that Unicode has no accented form
// of, stay. Thread-safe.
void compose_accents(std::vector<Glyph>& glyphs, const std::vector<TextStyle>& styles);

}  // namespace edify::parse::pdf
