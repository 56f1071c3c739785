#include "retrieve/cached_answer.h"

#include <cstring>
#include <type_traits>

namespace edify::retrieve {
namespace {

// Fixed-width fields in the machine's own order: a cache outlives neither the machine's kind nor the format's mark.
struct Header {
  std::uint32_t format = 0x31434445;  // "EDC1"
  std::uint32_t count = 0;
  std::uint64_t generation = 0;
  std::int64_t made = 0;
};
static_assert(std::is_trivially_copyable_v<CachedHit>);

}  // namespace

std::string encode(const CachedAnswer& answer) {
  Header header;
  header.count = static_cast<std::uint32_t>(answer.hits.size());
  header.generation = answer.generation;
  header.made = answer.made.time_since_epoch().count();
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes.append(reinterpret_cast<const char*>(answer.hits.data()), answer.hits.size() * sizeof(CachedHit));
  return bytes;
}

std::optional<CachedAnswer> decode(std::string_view bytes) {
  Header header;
  const std::uint32_t format = header.format;
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.format != format || bytes.size() != sizeof header + header.count * sizeof(CachedHit)) return std::nullopt;
  CachedAnswer answer;
  answer.generation = header.generation;
  answer.made = UnixSeconds(std::chrono::seconds(header.made));
  answer.hits.resize(header.count);
  if (header.count > 0) std::memcpy(answer.hits.data(), bytes.data() + sizeof header, header.count * sizeof(CachedHit));
  return answer;
}

}  // namespace edify::retrieve
