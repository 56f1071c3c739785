// Which language a short text is in: by script, and for Latin script by its commonest words. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace edify {

// ISO 639-1 ("en", "hi", "ar", "es", "fr", "pt", "de", …), or empty where there is no evidence (numbers, one name).
std::string detect_language(std::string_view utf8);

}  // namespace edify
