#include <boost/json.hpp>

#include "ingest/report.h"

namespace edify::ingest {
namespace {

namespace json = boost::json;

// One table of fields for both directions. `report` is a Report or a const one.
template <typename AnyReport, typename Visit>
void each_field(AnyReport& report, Visit&& visit) {
  visit("files_seen", report.files_seen);
  visit("files_processed", report.files_processed);
  visit("duplicates", report.duplicates);
  visit("files_moved", report.files_moved);
  visit("files_unchanged", report.files_unchanged);
  visit("files_elsewhere", report.files_elsewhere);
  visit("files_waiting", report.files_waiting);
  visit("files_outdated", report.files_outdated);
  visit("files_deleted", report.files_deleted);
  visit("files_failed", report.files_failed);
  visit("files_needing_ocr", report.files_needing_ocr);
  visit("pages_needing_ocr", report.pages_needing_ocr);
  visit("chunks_created", report.chunks_created);
  visit("embeddings_stored", report.embeddings_stored);
  visit("pages", report.pages);
  visit("bytes_read", report.bytes_read);
  visit("requests", report.requests);
  visit("requests_retried", report.requests_retried);
  visit("total_time", report.total_time);
  visit("peak_memory_bytes", report.peak_memory_bytes);
  visit("peak_document_memory_bytes", report.peak_document_memory_bytes);
  visit("complete", report.complete);
  visit("unplaced", report.unplaced);
  visit("inconsistencies", report.inconsistencies);
  visit("errors", report.errors);
}

template <typename AnyProgress, typename Visit>
void each_progress_field(AnyProgress& progress, Visit&& visit) {
  visit("files_listed", progress.files_listed);
  visit("files_to_do", progress.files_to_do);
  visit("files_finished", progress.files_finished);
  visit("bytes_to_do", progress.bytes_to_do);
  visit("bytes_finished", progress.bytes_finished);
  visit("pages", progress.pages);
  visit("chunks", progress.chunks);
  visit("failed", progress.failed);
  visit("failures", progress.failures);
  visit("memory_bytes", progress.memory_bytes);
  visit("memory_limit", progress.memory_limit);
  visit("downloads", progress.downloads);
  visit("source_away", progress.source_away);
  visit("listing_finished", progress.listing_finished);
}

// What is missing or of another type keeps its default: another release's text can be read.
template <typename Read>
void read_fields(std::string_view text, Read&& read) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return;
  read([&object = value.get_object()](const char* name, auto& field) {
    const auto* found = object.if_contains(name);
    if (found == nullptr) return;
    if (auto read_back = json::try_value_to<std::remove_reference_t<decltype(field)>>(*found)) {
      field = std::move(*read_back);
    }
  });
}

}  // namespace

void tag_invoke(json::value_from_tag, json::value& out, const DocumentProblem& problem) {
  out = {{"path", problem.path}, {"code", problem.code}, {"reason", problem.reason}, {"message", problem.message}};
}
DocumentProblem tag_invoke(json::value_to_tag<DocumentProblem>, const json::value& value) {
  return {json::value_to<std::string>(value.at("path")), json::value_to<std::string>(value.at("code")),
          json::value_to<std::string>(value.at("reason")), json::value_to<std::string>(value.at("message"))};
}
void tag_invoke(json::value_from_tag, json::value& out, const Inconsistency& each) {
  out = {{"kind", each.kind}, {"count", each.count}, {"examples", json::value_from(each.examples)}};
}
Inconsistency tag_invoke(json::value_to_tag<Inconsistency>, const json::value& value) {
  return {json::value_to<std::string>(value.at("kind")), value.at("count").to_number<std::uint64_t>(),
          json::value_to<std::vector<std::string>>(value.at("examples"))};
}

std::string to_json(const Report& report) {
  json::object out;
  each_field(report, [&](const char* name, const auto& field) { out[name] = json::value_from(field); });
  out["files_per_hour"] = report.files_per_hour();
  return json::serialize(out);
}

Report report_from_json(std::string_view text) {
  Report report;
  read_fields(text, [&](auto&& read) { each_field(report, read); });
  return report;
}

std::string to_json(const Progress& progress) {
  json::object out;
  each_progress_field(progress, [&](const char* name, const auto& field) { out[name] = json::value_from(field); });
  out["elapsed_seconds"] = progress.elapsed.count();
  out["seconds_left"] = progress.seconds_left();
  return json::serialize(out);
}

Progress progress_from_json(std::string_view text) {
  Progress progress;
  double elapsed = 0;
  read_fields(text, [&](auto&& read) {
    each_progress_field(progress, read);
    read("elapsed_seconds", elapsed);
  });
  progress.elapsed = std::chrono::duration<double>(elapsed);
  return progress;
}

}  // namespace edify::ingest
