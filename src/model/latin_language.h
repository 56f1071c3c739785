// Tells the Latin-script languages of schools apart by their function words, endings and letters. language.h
// decides between scripts and calls this. Pure, thread-safe.
#pragma once

#include <string_view>

namespace edify {

// "en", "es", "fr", "pt", "de" or "it"; empty where none has more evidence than the others.
std::string_view detect_latin_language(std::string_view utf8);

}  // namespace edify
