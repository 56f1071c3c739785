// bytes → elements. The one entry to all formats; runs inside the worker process (see sandbox/).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/limits.h"
#include "parse/ocr_options.h"
#include "parse/page_texts.h"

namespace edify::parse {

enum class Strategy : std::uint8_t { automatic, fast, ocr };

struct PageRange {
  std::uint32_t first = 1;  // from 1, inclusive
  std::uint32_t last = UINT32_MAX;
};

struct ParseOptions {
  std::string name;  // the file's name; a hint only, the content decides
  Strategy strategy = Strategy::automatic;
  PageRange pages;
  Limits limits;
  // Told when work on a page begins; 0: when it is no page's any more. The time limit of a page hangs on it.
  std::function<void(std::uint32_t page)> on_page = [](std::uint32_t) {};
  OcrOptions ocr;
  // Who else may have read or may read a scanned page; null: nobody. Must outlive the call.
  PageTexts* page_texts = nullptr;
  // Where WorkerPool keeps what was read off pages; null: nowhere. Not the parser's business: it stays in the parent.
  PageTextStore* page_store = nullptr;
};

// Errors: unsupported_format; unreadable (reasons: malformed, encrypted, empty); over_limit; what the reader says.
Result<ParsedDocument> parse_document(RangeReader& reader, const ParseOptions& options);

// Moves whenever the output of parsing may change; part of every document version.
inline constexpr std::string_view parser_version = "parse-5";

}  // namespace edify::parse
