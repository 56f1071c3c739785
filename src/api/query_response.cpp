#include "api/query_response.h"

#include <fmt/format.h>

#include <string_view>

#include "api/code_points.h"
#include "api/json_writer.h"

namespace edify::api {
namespace {

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

void write_box(JsonWriter& json, const Span& span) {
  json.begin_object();
  json.member("page", span.page);
  json.name("bbox");
  json.begin_array();
  for (const float side : {span.box.x0, span.box.y0, span.box.x1, span.box.y1}) json.value(side);
  json.end_array();
  json.end_object();
}

// Where in the original the text stands: a page and a box a printed line.
void write_citation(JsonWriter& json, const Chunk& chunk) {
  json.name("page");
  chunk.page == 0 ? json.null() : json.value(chunk.page);
  json.name("boxes");
  json.begin_array();
  for (const auto& span : chunk.spans) write_box(json, span);
  json.end_array();
  if (!chunk.heading_path.empty()) json.member("heading", chunk.heading_path.back());
  json.name("heading_path");
  json.begin_array();
  for (const auto& heading : chunk.heading_path) json.value(heading);
  json.end_array();
}

void write_metadata(JsonWriter& json, const Hit& hit) {
  const auto& document = hit.document;
  json.begin_object();
  json.member("document_id", document.id);
  json.member("file_path", document.path);
  json.member("file_size", document.size);
  json.member("content_type", document.content_type);
  json.member("last_modified", to_rfc3339(document.last_modified));
  if (!document.placement.category.empty()) json.member("category", document.placement.category);
  if (!document.title.empty()) json.member("title", document.title);
  json.member("chunk_id", fmt::format("{}_{}", file_name(document.path), hit.chunk.index));
  json.member("chunk_index", hit.chunk.index);
  json.member("element_type", hit.chunk.element_types.empty() ? to_string(ElementType::uncategorized_text)
                                                              : to_string(hit.chunk.element_types.front()));
  json.member("text_length", count_code_points(hit.chunk.text));
  json.member("embedding_model", hit.embedding_model);
  json.member("timestamp", static_cast<std::uint64_t>(hit.stored_at.time_since_epoch().count()));
  write_citation(json, hit.chunk);
  json.end_object();
}

void write_hit(JsonWriter& json, const Hit& hit) {
  json.begin_object();
  json.member("content", hit.chunk.text);
  json.member("score", hit.score);
  json.member("rank_score", hit.rank_score);
  json.member("source_file", file_name(hit.document.path));
  json.member("module", to_string(hit.document.placement.partition.module));
  json.member("grade", hit.document.placement.partition.grade);
  json.member("year", hit.document.placement.year);
  json.name("metadata");
  write_metadata(json, hit);
  json.end_object();
}

}  // namespace

std::string query_response_json(const retrieve::Retrieval& retrieval, Role role,
                                std::chrono::steady_clock::time_point arrived) {
  std::string body;
  body.reserve(256 + retrieval.hits.size() * 3072);
  JsonWriter json(body);
  json.begin_object();
  json.name("results");
  json.begin_array();
  for (const auto& hit : retrieval.hits) write_hit(json, hit);
  json.end_array();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - arrived;
  json.member("query_time", elapsed.count());
  json.member("total_results", retrieval.hits.size());
  json.member("user_role", to_string(role));
  json.member("cached", retrieval.cached);
  if (retrieval.stale_for) json.member("stale", true);
  json.end_object();
  return body;
}

}  // namespace edify::api
