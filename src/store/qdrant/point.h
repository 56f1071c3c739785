// How chunks lie in Qdrant as points, and read back. Pure functions, thread-safe.
//
// A point's id is the UUIDv5 of document, version and chunk index (model/document.h). Its handle, PointKey, is the
// version's number in the register and the chunk's index: exact, never of another chunk, and good in every process.
// A staged point has the chunk alone; where it belongs (module, grade, year, path) is added when it is published.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "catalog/version_register.h"
#include "model/chunk.h"
#include "model/hit.h"

namespace edify::store::qdrant {

inline constexpr unsigned chunk_index_bits = 24;
inline constexpr std::uint32_t max_chunks = 1U << chunk_index_bits;

constexpr PointKey key_of(std::uint64_t number, std::uint32_t chunk_index) {
  return number << chunk_index_bits | chunk_index;
}
constexpr std::uint64_t number_of(PointKey key) { return key >> chunk_index_bits; }
constexpr std::uint32_t chunk_index_of(PointKey key) { return static_cast<std::uint32_t>(key & (max_chunks - 1)); }

// Of which version a point is.
struct VersionMark {
  std::string_view document_id;
  std::string_view version;
  std::uint64_t number = 0;
};

// What points of a collection have in common.
struct PointFormat {
  std::string_view embedding_model;
  std::uint32_t average_length = 0;
};

// Adds a point of PUT …/points, as JSON; staged, or where it belongs.
void append_point(std::string& out, const VersionMark& mark, const EmbeddedChunk& chunk, const PointFormat& format,
                  const DocumentRecord* placed = nullptr);
// Adds the floats as a JSON array.
void append_vector(std::string& out, std::span<const float> vector);

// What a published point has beside its chunk. `sequence` of the outbox row that places it.
boost::json::object placement_payload(const DocumentRecord& document, std::uint64_t sequence);
// A stored payload for a copy: another document's, not placed yet.
boost::json::object copied_payload(const boost::json::object& payload, const VersionMark& mark);

struct StoredPoint {
  std::uint64_t number = 0;
  EmbeddedChunk embedded;
  std::string embedding_model;
  UnixSeconds stored_at{};
};

// A point with payload and vector `dense`. Errors: unreadable where something else wrote it.
Result<StoredPoint> read_point(const boost::json::value& point);
// Without its vector. Errors: unreadable.
Result<EmbeddedChunk> read_chunk(const boost::json::value& point);
Result<EmbeddedChunk> read_embedded_chunk(const boost::json::value& point);
// The key of a point with `generation` and `chunk_index` in its payload. Errors: unreadable.
Result<PointKey> read_key(const boost::json::value& point);

}  // namespace edify::store::qdrant
