#include "api/document_routes.h"

#include <array>
#include <limits>
#include <string>
#include <utility>

#include "api/json_writer.h"
#include "api/originals.h"
#include "api/query_parameters.h"
#include "api/reading_page.h"
#include "api/service.h"
#include "store/document_list.h"

namespace edify::api {
namespace {

constexpr std::size_t longest_value = 1024;  // code points; no path of a source is longer

void write_fields(JsonWriter& json, const DocumentRecord& document) {
  const auto& placement = document.placement;
  const std::string_view path = document.path;
  json.member("document_id", document.id);
  json.member("title", document.title);
  json.member("source_file", path.substr(path.rfind('/') + 1));
  json.member("file_path", path);
  json.member("module", to_string(placement.partition.module));
  json.member("grade", placement.partition.grade);
  json.member("year", placement.year);
  if (!placement.category.empty()) json.member("category", placement.category);
  json.member("content_type", document.content_type);
  json.member("pages", document.page_count);
  json.member("file_size", document.size);
  json.member("last_modified", to_rfc3339(document.last_modified));
}

template <typename Texts>
void write_list(JsonWriter& json, std::string_view name, const Texts& texts) {
  json.name(name);
  json.begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

Disclosure disclosure_of(const Request& request, const Scope& scope, std::vector<std::string> ids) {
  return {
      .principal = *request.principal, .scope = scope.fingerprint(), .document_ids = std::move(ids), .question = {}};
}

Result<store::DocumentFilter> filter_of(const QueryParameters& parameters) {
  store::DocumentFilter filter;
  EDIFY_TRY(filter.words, parameters.text("query", longest_value));
  EDIFY_TRY(filter.grade, parameters.text("grade", longest_value));
  EDIFY_TRY(filter.year, parameters.text("year", longest_value));
  EDIFY_TRY(filter.content_type, parameters.text("document_type", longest_value));
  EDIFY_TRY(const auto module, parameters.text("module", longest_value));
  if (module.empty()) return filter;
  filter.module = module_from_string(module);
  if (filter.module) return filter;
  return fail(ErrorCode::invalid_argument, "query parameter 'module' must be sop, knowledge_bank or general",
              "out_of_range");
}

void write_boxes(JsonWriter& json, const Chunk& chunk) {
  json.name("boxes");
  json.begin_array();
  for (const auto& span : chunk.spans) {
    json.begin_object();
    json.member("page", span.page);
    json.member("x0", span.box.x0);
    json.member("y0", span.box.y0);
    json.member("x1", span.box.x1);
    json.member("y1", span.box.y1);
    json.end_object();
  }
  json.end_array();
}

Result<std::uint32_t> chunk_of(const Request& request) {
  static constexpr std::array<std::string_view, 1> known = {"chunk"};
  EDIFY_TRY(const auto parameters, QueryParameters::parse(request.query, known));
  return parameters.number("chunk", 0, 0, std::numeric_limits<std::int32_t>::max());
}

Error no_such_passage() { return {ErrorCode::not_found, "there is no such passage", "not_found"}; }

// Whether the original is still what the text was read from: as much of it is read as tells.
Result<void> check_original(Originals& originals, const store::ReadableDocument& document) {
  EDIFY_TRY(const auto reader, originals.open(document));
  std::byte first{};
  EDIFY_CHECK(reader->read(0, {&first, 1}));
  return {};
}

}  // namespace

Result<store::ReadableDocument> find_readable(Service& service, const Request& request, const Scope& scope) {
  EDIFY_TRY(auto found, service.dependencies().store.find_document(scope, request.parameter("id")));
  if (found) return std::move(*found);
  return fail(ErrorCode::not_found, "there is no such document", "not_found");
}

Result<Response> answer_documents(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 7> known = {"query",         "module", "grade", "year",
                                                            "document_type", "limit",  "after"};
  EDIFY_TRY(const auto parameters, QueryParameters::parse(request.query, known));
  EDIFY_TRY(const auto filter, filter_of(parameters));
  constexpr std::uint32_t usual = 50;
  constexpr std::uint32_t most = 200;
  EDIFY_TRY(const auto limit, parameters.number("limit", usual, 1, most));
  EDIFY_TRY(const auto after, parameters.text("after", longest_value));
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto page, store::list_documents(service.dependencies().store, scope, filter, after, limit));
  Response response;
  JsonWriter json(response.body);
  std::vector<std::string> ids;
  json.begin_object();
  json.name("documents");
  json.begin_array();
  for (const auto& each : page.documents) {
    ids.push_back(each.document.id);
    json.begin_object();
    write_fields(json, each.document);
    json.end_object();
  }
  json.end_array();
  json.member("total", page.total);
  if (page.has_more) json.member("next", page.documents.back().document.path);
  json.end_object();
  response.disclosure = disclosure_of(request, scope, std::move(ids));
  return response;
}

Result<Response> answer_document(Service& service, const Request& request) {
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto found, find_readable(service, request, scope));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  write_fields(json, found.document);
  json.member("chunks", found.chunks);
  json.end_object();
  response.disclosure = disclosure_of(request, scope, {found.document.id});
  return response;
}

Result<Response> answer_facets(Service& service, const Request& request) {
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto facets, store::facets(service.dependencies().store, scope));
  std::vector<std::string_view> modules;
  for (const Module module : facets.modules) modules.push_back(to_string(module));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  write_list(json, "modules", modules);
  write_list(json, "grades", facets.grades);
  write_list(json, "years", facets.years);
  write_list(json, "document_types", facets.content_types);
  json.end_object();
  return response;
}

Result<Response> answer_passage(Service& service, const Request& request) {
  EDIFY_TRY(const auto index, chunk_of(request));
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto found, find_readable(service, request, scope));
  EDIFY_TRY(const auto chunks, service.dependencies().store.read_chunks(scope, found.document.id, {index, 1}));
  if (chunks.empty()) return std::unexpected(no_such_passage());
  auto* originals = service.dependencies().originals;
  const auto original = originals == nullptr ? Result<void>() : check_original(*originals, found);
  const Chunk& chunk = chunks.front().chunk;
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("content", chunk.text);
  json.member("page", chunk.page);
  write_boxes(json, chunk);
  json.member("changed_since", !original && original.error().reason == changed_reason);
  json.member("source_away", !original && original.error().reason != changed_reason);
  json.end_object();
  response.disclosure = disclosure_of(request, scope, {found.document.id});
  return response;
}

Result<Response> answer_reading(Service& service, const Request& request) {
  EDIFY_TRY(const auto index, chunk_of(request));
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto found, find_readable(service, request, scope));
  constexpr std::uint32_t around = 150;  // chunks on either side of the passage: some 100 pages
  const std::uint32_t first = index > around ? index - around : 0;
  auto& store = service.dependencies().store;
  EDIFY_TRY(const auto chunks, store.read_chunks(scope, found.document.id, {first, 2 * around + 1}));
  if (chunks.empty() || index > chunks.back().chunk.index) return std::unexpected(no_such_passage());
  const bool is_part = first > 0 || chunks.size() < found.chunks;
  const auto& path = found.document.path;
  const std::string title = found.document.title.empty() ? path.substr(path.rfind('/') + 1) : found.document.title;
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = render({.title = title, .chunks = chunks, .marked = index, .is_part = is_part});
  response.headers = {
      {"Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"},
      {"X-Frame-Options", "SAMEORIGIN"}};
  response.disclosure = disclosure_of(request, scope, {found.document.id});
  return response;
}

}  // namespace edify::api
