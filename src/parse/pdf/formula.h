// Displayed formulas: lines of their own that say their thing in signs. Kept as text, in reading order.
#pragma once

#include "parse/pdf/block_builder.h"

namespace edify::parse::pdf {

// A block of a few lines with a sign of relation or calculus and hardly a word; its number may stand beside it.
// Thread-safe.
bool is_formula(const Block& block);

}  // namespace edify::parse::pdf
