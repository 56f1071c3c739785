// Pictures as documents (PNG, JPEG, TIFF with its pages, WebP, GIF, BMP) → elements by OCR, each with page and box.
//
// A page is as large as its pixels at the resolution that the file states, or at 96 an inch where it states none.
// Memory: the file, one decoded page (at most 4 bytes a pixel) and its grey copy. Not thread-safe (OCR engine).
#pragma once

#include <string_view>

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// `mime` as content_type.h names it. Pages that can not be decoded or are too large are listed as not read, while
// others are. Errors: unreadable (malformed); over_limit (bytes, pixels, pages); unavailable (ocr_models);
// invalid_argument (page_range); what the reader says.
Result<ParsedDocument> parse_image(RangeReader& reader, std::string_view mime, const ParseOptions& options);

}  // namespace edify::parse
