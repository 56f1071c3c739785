// bytes → elements. The one entry to all formats; runs inside the worker process (see sandbox/).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"

namespace edify::parse {

enum class Strategy : std::uint8_t { automatic, fast, ocr };

struct PageRange {
  std::uint32_t first = 1;  // from 1, inclusive
  std::uint32_t last = UINT32_MAX;
};

// What one document may cost. Over a limit: ErrorCode::over_limit with a reason of the same name.
struct Limits {
  std::uint64_t bytes = 4ULL << 30;
  std::uint32_t pages = 20'000;
  std::uint32_t elements = 2'000'000;
  std::uint64_t text_bytes = 256ULL << 20;
  std::chrono::milliseconds time = std::chrono::minutes(10);
};

struct ParseOptions {
  std::string name;  // the file's name; a hint only, the content decides
  Strategy strategy = Strategy::automatic;
  PageRange pages;
  Limits limits;
};

// Errors: unsupported_format; unreadable (reasons: malformed, encrypted, empty); over_limit; what the reader says.
Result<ParsedDocument> parse_document(RangeReader& reader, const ParseOptions& options);

// Moves whenever the output of parsing may change; part of every document version.
inline constexpr std::string_view parser_version = "parse-1";

}  // namespace edify::parse
