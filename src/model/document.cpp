#include "model/document.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/hash.h"

namespace edify {

std::string to_rfc3339(UnixSeconds time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(time.time_since_epoch().count())));
}

UnixSeconds unix_now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

std::string document_id(std::string_view source_path) { return uuid5(fmt::format("document:{}", source_path)); }

std::string point_id(std::string_view document, std::string_view version, std::uint32_t chunk_index) {
  return uuid5(fmt::format("point:{}:{}:{}", document, version, chunk_index));
}

}  // namespace edify
