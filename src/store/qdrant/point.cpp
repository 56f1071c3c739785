#include "store/qdrant/point.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <iterator>

#include "base/base64.h"
#include "store/qdrant/sparse_vector.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;

std::string to_base64(std::span<const std::byte> bytes) {
  return base64_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<std::vector<Span>> read_spans(std::string_view text) {
  const auto bytes = base64_decode(text);
  if (!bytes) return fail(ErrorCode::unreadable, "the places of a text in Qdrant are damaged", "qdrant_point");
  return decode_spans(std::as_bytes(std::span(*bytes)));
}

json::object payload_of(const VersionMark& mark, const Chunk& chunk, std::string_view embedding_model) {
  json::array headings;
  for (const auto& heading : chunk.heading_path) headings.emplace_back(heading);
  json::array types;
  for (const auto type : chunk.element_types) types.emplace_back(to_string(type));
  return {{"document_id", mark.document_id},
          {"generation", mark.number},
          {"chunk_index", chunk.index},
          {"content", chunk.text},
          {"heading_path", std::move(headings)},
          {"element_types", std::move(types)},
          {"spans", to_base64(encode_spans(chunk.spans))},
          {"page", chunk.page},
          {"token_count", chunk.token_count},
          {"embedding_model", embedding_model},
          {"timestamp", unix_now().time_since_epoch().count()}};
}

template <typename Numbers>
void append_array(std::string& out, const Numbers& numbers) {
  out += '[';
  for (const auto number : numbers) fmt::format_to(std::back_inserter(out), "{},", number);
  if (out.back() == ',') out.pop_back();
  out += ']';
}

Result<Chunk> chunk_of(const json::object& payload) {
  Chunk chunk;
  chunk.index = payload.at("chunk_index").to_number<std::uint32_t>();
  chunk.text = payload.at("content").as_string().c_str();
  for (const auto& heading : payload.at("heading_path").as_array()) {
    chunk.heading_path.emplace_back(heading.as_string().c_str());
  }
  for (const auto& name : payload.at("element_types").as_array()) {
    if (const auto type = element_type_from_string(name.as_string())) chunk.element_types.push_back(*type);
  }
  chunk.page = payload.at("page").to_number<std::uint32_t>();
  chunk.token_count = payload.at("token_count").to_number<std::uint32_t>();
  EDIFY_TRY(chunk.spans, read_spans(payload.at("spans").as_string()));
  return chunk;
}

std::unexpected<Error> not_ours(std::string_view what) {
  return fail(ErrorCode::unreadable,
              fmt::format("a point in Qdrant is not as Edify writes it ({}): give Edify a collection of its own", what),
              "qdrant_point");
}

template <typename Read>
auto reading_ours(const Read& read) -> decltype(read()) {
  try {
    return read();
  } catch (const std::exception& error) {  // of the JSON library, where something is missing
    return not_ours(error.what());
  }
}

}  // namespace

void append_vector(std::string& out, std::span<const float> vector) { append_array(out, vector); }

void append_point(std::string& out, const VersionMark& mark, const EmbeddedChunk& embedded, const PointFormat& format,
                  const DocumentRecord* placed) {
  const Chunk& chunk = embedded.chunk;
  out += fmt::format(R"({{"id":"{}","vector":{{"dense":)", point_id(mark.document_id, mark.version, chunk.index));
  append_vector(out, embedded.embedding);
  const SparseVector words = sparse_text(chunk.text, format.average_length);
  out += R"(,"lexical":{"indices":)";
  append_array(out, words.indices);
  out += R"(,"values":)";
  append_array(out, words.values);
  out += R"(}},"payload":)";
  json::object payload = payload_of(mark, chunk, format.embedding_model);
  if (placed != nullptr) {
    constexpr std::uint64_t before_any_row = 0;
    for (auto& [name, value] : placement_payload(*placed, before_any_row)) payload[name] = value;
  }
  out += json::serialize(payload);
  out += '}';
}

json::object placement_payload(const DocumentRecord& document, std::uint64_t sequence) {
  const Partition& partition = document.placement.partition;
  const auto slash = document.path.rfind('/');
  return {{"module", to_string(partition.module)},
          {"grade", partition.grade},
          {"year", document.placement.year},
          {"content_type", document.content_type},
          {"file_path", document.path},
          {"source_file", document.path.substr(slash == std::string::npos ? 0 : slash + 1)},
          {"revision", sequence}};
}

json::object copied_payload(const json::object& payload, const VersionMark& mark) {
  json::object copy = payload;
  for (const auto* name : {"module", "grade", "year", "content_type", "file_path", "source_file", "revision"})
    copy.erase(name);
  copy["document_id"] = mark.document_id;
  copy["generation"] = mark.number;
  copy["timestamp"] = unix_now().time_since_epoch().count();
  return copy;
}

Result<EmbeddedChunk> read_chunk(const json::value& point) {
  return reading_ours([&]() -> Result<EmbeddedChunk> {
    EmbeddedChunk embedded;
    EDIFY_TRY(embedded.chunk, chunk_of(point.at("payload").as_object()));
    return embedded;
  });
}

Result<EmbeddedChunk> read_embedded_chunk(const json::value& point) {
  return reading_ours([&]() -> Result<EmbeddedChunk> {
    EDIFY_TRY(auto embedded, read_chunk(point));
    const auto& numbers = point.at("vector").at("dense").as_array();
    if (numbers.size() != embedded.embedding.size()) return not_ours("the vector's width");
    for (std::size_t i = 0; i < numbers.size(); ++i) embedded.embedding[i] = numbers[i].to_number<float>();
    return embedded;
  });
}

Result<StoredPoint> read_point(const json::value& point) {
  return reading_ours([&]() -> Result<StoredPoint> {
    StoredPoint stored;
    EDIFY_TRY(stored.embedded, read_embedded_chunk(point));
    const auto& payload = point.at("payload").as_object();
    stored.number = payload.at("generation").to_number<std::uint64_t>();
    stored.embedding_model = payload.at("embedding_model").as_string().c_str();
    stored.stored_at = UnixSeconds(std::chrono::seconds(payload.at("timestamp").to_number<std::int64_t>()));
    return stored;
  });
}

Result<PointKey> read_key(const json::value& point) {
  return reading_ours([&]() -> Result<PointKey> {
    const auto& payload = point.at("payload").as_object();
    return key_of(payload.at("generation").to_number<std::uint64_t>(),
                  payload.at("chunk_index").to_number<std::uint32_t>());
  });
}

}  // namespace edify::store::qdrant
