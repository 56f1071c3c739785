// How kept messages are searched: their text, and a pattern for SQL's LIKE with ESCAPE '\'. Pure functions,
// thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "catalog/conversations.h"

namespace edify::catalog {

std::string plain_text(const Message& message);
// Matches what holds `text`, literally.
std::string like_pattern(std::string_view text);

}  // namespace edify::catalog
