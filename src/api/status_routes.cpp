#include "api/status_routes.h"

#include "api/json_writer.h"
#include "api/problem.h"
#include "api/service.h"
#include "base/log.h"
#include "model/chunk.h"

namespace edify::api {
namespace {

Response probe(std::string_view status) {
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("status", status);
  json.end_object();
  return response;
}

void write_vector_store(JsonWriter& json, const store::StoreStats& stats) {
  json.begin_object();
  json.member("total_points", stats.chunks);
  json.member("total_documents", stats.documents);
  json.member("vector_size", embedding_dimension);
  json.member("distance_metric", "Cosine");
  json.name("indexed_fields");
  json.begin_array();
  for (const char* field : {"module", "grade", "year"}) json.value(field);
  json.end_array();
  json.end_object();
}

void write_ingestion(JsonWriter& json, const catalog::IngestionSummary& summary) {
  json.begin_object();
  json.member("state", summary.state);
  json.member("queue", summary.queue);
  json.member("files_per_second", summary.files_per_second);
  json.member("elapsed_time", summary.elapsed_seconds);
  json.member("memory_usage", summary.memory_bytes);
  json.name("last_update");
  summary.last_update == UnixSeconds{} ? json.null() : json.value(to_rfc3339(summary.last_update));
  json.end_object();
}

}  // namespace

Result<Response> answer_health(Service& service, const Request& request) {
  const auto stats = service.store_probe().stats();
  if (!stats) log::warn("health: the store does not answer: {}", stats.error().message);
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("status", stats ? "healthy" : "degraded");
  json.member("vector_store_connected", stats.has_value());
  json.member("embedding_model", service.dependencies().embedding_model);
  json.member("uptime", service.uptime().count());
  if (stats && request.principal && request.principal->role == Role::admin) {
    json.member("total_documents", stats->documents);
    json.member("total_chunks", stats->chunks);
  }
  json.end_object();
  return response;
}

Result<Response> answer_stats(Service& service, const Request&) {
  const auto& dependencies = service.dependencies();
  EDIFY_TRY(const store::StoreStats stats, dependencies.store.stats());
  EDIFY_TRY(const catalog::IngestionSummary ingestion, dependencies.catalog.ingestion());
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("vector_store");
  write_vector_store(json, stats);
  json.member("api_uptime", service.uptime().count());
  json.member("embedding_model", dependencies.embedding_model);
  json.member("cache_available", dependencies.cache.available());
  json.name("ingestion");
  write_ingestion(json, ingestion);
  json.end_object();
  return response;
}

Result<Response> answer_livez(Service&, const Request&) { return probe("alive"); }

Result<Response> answer_readyz(Service& service, const Request& request) {
  if (service.is_draining()) return problem(503, "the service is stopping", "stopping", request.id);
  EDIFY_CHECK(service.store_probe().stats());
  return probe("ready");
}

Result<Response> answer_root(Service& service, const Request& request) {
  const bool is_browser = service.dependencies().web_app != nullptr && request.accept.contains("text/html");
  if (is_browser) {
    EDIFY_TRY(Response page, answer_web_file(service, request));
    page.headers.emplace_back("Vary", "Accept");
    return page;
  }
  Response response;
  response.headers.emplace_back("Vary", "Accept");
  JsonWriter json(response.body);
  json.begin_object();
  json.member("message", "Edify: cited answers from a school network's documents");
  json.member("version", service.dependencies().version);
  json.member("docs", "/docs");
  json.member("health", "/health");
  json.end_object();
  return response;
}

}  // namespace edify::api
