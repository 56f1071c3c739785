// Control words of rich text that need no state: those that stand for a character, and those that begin a group whose
// text no reader of the document sees in its place. Pure functions, thread-safe.
#pragma once

#include <string_view>

namespace edify::parse {

// "emdash" → "—"; empty for a word that stands for none.
std::string_view symbol_text(std::string_view word);

// Pictures, running headers, a field's instruction, annotations, what the file knows about itself.
bool is_skipped_destination(std::string_view word);

}  // namespace edify::parse
