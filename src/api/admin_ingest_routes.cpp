#include "api/admin_ingest_routes.h"

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/json_writer.h"
#include "api/query_parameters.h"
#include "api/service.h"
#include "catalog/catalog.h"

namespace edify::api {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;

constexpr std::size_t longest_value = 1024;  // code points; no path of a source is longer

void write_row(JsonWriter& json, const LedgerEntry& entry) {
  json.member("document_id", entry.document_id);
  json.member("file_path", entry.path);
  json.member("state", to_string(entry.state));
  json.member("reason", entry.reason);
  json.member("message", entry.message);
  json.member("tries", entry.tries);
  json.member("chunks", entry.chunks);
  json.member("pages", entry.pages);
  json.member("file_size", entry.size);
  json.member("updated", to_rfc3339(entry.updated));
}

void write_counts(JsonWriter& json, std::string_view name, const std::map<std::string, std::uint64_t>& counts) {
  json.name(name);
  json.begin_object();
  for (const auto& [word, count] : counts) json.member(word, count);
  json.end_object();
}

bool has_failed(DocumentState state) { return state == DocumentState::failed || state == DocumentState::quarantined; }

// Failures by their reason.
Result<std::map<std::string, std::uint64_t>> count_reasons(catalog::Catalog& catalog) {
  std::map<std::string, std::uint64_t> reasons;
  for (const auto state : {DocumentState::failed, DocumentState::quarantined}) {
    EDIFY_CHECK(catalog.each(state, [&](const LedgerEntry& entry) {
      ++reasons[entry.reason];
      return true;
    }));
  }
  return reasons;
}

void write_runs(JsonWriter& json, const std::vector<catalog::RunRecord>& runs) {
  json.name("runs");
  json.begin_array();
  for (const auto& run : runs) {
    json.begin_object();
    json.member("source", run.source);
    json.member("started", to_rfc3339(run.started));
    json.member("state", run.summary.state);
    json.member("files_per_second", run.summary.files_per_second);
    json.member("elapsed_seconds", run.summary.elapsed_seconds);
    json.member("last_update", to_rfc3339(run.summary.last_update));
    json.end_object();
  }
  json.end_array();
}

// The ledger is keyed by path, so this walks; an id is asked for by a person, one at a time.
Result<LedgerEntry> find_by_id(catalog::Catalog& catalog, std::string_view id) {
  std::optional<LedgerEntry> found;
  EDIFY_CHECK(catalog.each(std::nullopt, [&](const LedgerEntry& entry) {
    if (entry.document_id == id) found = entry;
    return !found;
  }));
  if (found) return std::move(*found);
  return fail(ErrorCode::not_found, "there is no such document", "not_found");
}

}  // namespace

Result<Response> answer_admin_ingestion(Service& service, const Request&) {
  auto& catalog = service.dependencies().catalog;
  EDIFY_TRY(const auto summary, catalog.ingestion());
  EDIFY_TRY(const auto by_state, catalog.count_by_state());
  EDIFY_TRY(const auto reasons, count_reasons(catalog));
  constexpr std::size_t shown_runs = 10;
  EDIFY_TRY(const auto runs, catalog.runs(shown_runs));
  std::map<std::string, std::uint64_t> states;
  for (const auto& [state, count] : by_state) states[std::string(to_string(state))] = count;
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("state", summary.state);
  json.member("queue", summary.queue);
  json.member("files_per_second", summary.files_per_second);
  json.member("elapsed_seconds", summary.elapsed_seconds);
  json.member("memory_bytes", summary.memory_bytes);
  write_counts(json, "documents", states);
  write_counts(json, "errors", reasons);
  write_runs(json, runs);
  json.end_object();
  return response;
}

Result<Response> answer_admin_documents(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 4> known = {"state", "reason", "limit", "after"};
  EDIFY_TRY(const auto parameters, QueryParameters::parse(request.query, known));
  EDIFY_TRY(const auto word, parameters.text("state", longest_value));
  EDIFY_TRY(const auto reason, parameters.text("reason", longest_value));
  EDIFY_TRY(const auto after, parameters.text("after", longest_value));
  EDIFY_TRY(const auto limit, parameters.number("limit", 50, 1, 200));
  const auto state = catalog::document_state_from_string(word);
  if (!word.empty() && !state) {
    return fail(ErrorCode::invalid_argument,
                "query parameter 'state' must be pending, processing, done, failed, quarantined or deleted",
                "out_of_range");
  }
  std::vector<LedgerEntry> rows;
  EDIFY_CHECK(service.dependencies().catalog.each(state, [&](const LedgerEntry& entry) {
    if (entry.path > after && (reason.empty() || entry.reason == reason)) rows.push_back(entry);
    return rows.size() <= limit;
  }));
  const bool has_more = rows.size() > limit;
  if (has_more) rows.pop_back();
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("documents");
  json.begin_array();
  for (const auto& row : rows) {
    json.begin_object();
    write_row(json, row);
    json.end_object();
  }
  json.end_array();
  if (has_more) json.member("next", rows.back().path);
  json.end_object();
  return response;
}

Result<Response> answer_admin_document(Service& service, const Request& request) {
  EDIFY_TRY(const auto entry, find_by_id(service.dependencies().catalog, request.parameter("id")));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  write_row(json, entry);
  json.member("source", entry.source);
  json.member("content_hash", entry.content_hash);
  json.member("version", entry.version);
  json.member("first_seen", to_rfc3339(entry.first_seen));
  if (entry.retry_after != UnixSeconds{}) json.member("retry_after", to_rfc3339(entry.retry_after));
  json.member("language", entry.quality.language);
  json.member("pages_ocred", entry.quality.pages_ocred);
  json.name("findings");
  json.begin_array();
  for (const auto& finding : entry.findings) json.value(finding);
  json.end_array();
  json.name("pages_needing_ocr");
  json.begin_array();
  for (const auto page : entry.pages_needing_ocr) json.value(page);
  json.end_array();
  json.member("may_retry", has_failed(entry.state));
  json.end_object();
  return response;
}

// Like `edify retry`: the row becomes pending, and the next pass of an ingest takes it. Twice is as good as once.
Result<Response> answer_admin_retry(Service& service, const Request& request) {
  auto& catalog = service.dependencies().catalog;
  EDIFY_TRY(auto entry, find_by_id(catalog, request.parameter("id")));
  const bool waits_already = entry.state == DocumentState::pending || entry.state == DocumentState::processing;
  if (!has_failed(entry.state) && !waits_already) {
    return fail(ErrorCode::conflict, "this document has not failed: there is nothing to try again", "not_failed");
  }
  if (!waits_already) {
    entry.state = DocumentState::pending;
    entry.tries = 0;
    entry.retry_after = {};
    entry.updated = unix_now();
    EDIFY_CHECK(catalog.save(entry));
  }
  Response response;
  response.status = 202;
  JsonWriter json(response.body);
  json.begin_object();
  write_row(json, entry);
  json.end_object();
  return response;
}

}  // namespace edify::api
