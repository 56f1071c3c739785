// A page's recognised text as bytes, to be kept or sent to another process. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "parse/ocr/page_reader.h"

namespace edify::parse::ocr {

std::string encode(const PageText& page);

// The bytes may come from anyone: numbers are finite, texts are UTF-8, and the memory it takes is in proportion to
// them. Errors: internal ("protocol").
Result<PageText> decode_page_text(std::string_view payload);

}  // namespace edify::parse::ocr
