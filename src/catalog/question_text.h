// A question as figures count it. Pure function, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace edify::catalog {

// Small letters (ASCII) and single blanks, so that one question counts as one.
std::string normalized_question(std::string_view text);

}  // namespace edify::catalog
