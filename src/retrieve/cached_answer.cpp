#include "retrieve/cached_answer.h"

#include <cstring>
#include <functional>
#include <type_traits>

namespace edify::retrieve {
namespace {

// Fixed-width fields in the machine's own order: a cache outlives neither the machine's kind nor the format's mark.
struct Header {
  std::uint32_t format = 0x32434445;  // "EDC2"
  std::uint32_t count = 0;
  std::uint64_t generation = 0;
  std::int64_t made = 0;
  std::uint64_t checksum = 0;  // of the key and of what else is here; 0 while it is computed
};
static_assert(std::is_trivially_copyable_v<CachedHit>);

std::uint64_t checksum_of(Header header, std::string_view hits, std::string_view key) {
  header.checksum = 0;
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes.append(hits).append(key);
  return std::hash<std::string_view>{}(bytes);
}

}  // namespace

std::uint64_t point_mark(const Hit& hit) { return std::hash<std::string_view>{}(hit.point_id); }

std::string encode(const CachedAnswer& answer, std::string_view key) {
  Header header;
  header.count = static_cast<std::uint32_t>(answer.hits.size());
  header.generation = answer.generation;
  header.made = answer.made.time_since_epoch().count();
  const std::string_view hits(reinterpret_cast<const char*>(answer.hits.data()),
                              answer.hits.size() * sizeof(CachedHit));
  header.checksum = checksum_of(header, hits, key);
  return std::string(reinterpret_cast<const char*>(&header), sizeof header).append(hits);
}

std::optional<CachedAnswer> decode(std::string_view bytes, std::string_view key) {
  Header header;
  const std::uint32_t format = header.format;
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::string_view hits = bytes.substr(sizeof header);
  if (header.format != format || hits.size() != header.count * sizeof(CachedHit)) return std::nullopt;
  if (header.checksum != checksum_of(header, hits, key)) return std::nullopt;
  CachedAnswer answer;
  answer.generation = header.generation;
  answer.made = UnixSeconds(std::chrono::seconds(header.made));
  answer.hits.resize(header.count);
  if (header.count > 0) std::memcpy(answer.hits.data(), hits.data(), hits.size());
  return answer;
}

}  // namespace edify::retrieve
