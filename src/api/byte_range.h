// The Range and If-Range of a request for bytes (RFC 9110, section 14). Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace edify::api {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;

  bool operator==(const ByteRange&) const = default;
};

struct RangeChoice {
  bool satisfiable = true;              // false: 416
  std::optional<ByteRange> range = {};  // none: the whole
};

// One range is honoured; several, another unit, and what does not parse are as good as no Range at all.
RangeChoice choose_range(std::string_view range, std::uint64_t size);

// Whether a list of entity tags, or "*", holds `tag`, compared strongly: W/"…" never matches.
bool matches_strongly(std::string_view tags, std::string_view tag);

}  // namespace edify::api
