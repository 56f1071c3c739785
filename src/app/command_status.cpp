#include <fmt/format.h>

#include <memory>
#include <optional>

#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

namespace json = boost::json;
using catalog::DocumentState;
using catalog::LedgerEntry;

struct StatusOptions {
  std::string state;
  bool json = false;
};

json::object to_json(const LedgerEntry& entry) {
  json::array pages(entry.pages_needing_ocr.begin(), entry.pages_needing_ocr.end());
  return {{"path", entry.path},
          {"document_id", entry.document_id},
          {"state", to_string(entry.state)},
          {"reason", entry.reason},
          {"message", entry.message},
          {"size", entry.size},
          {"etag", entry.etag},
          {"content_hash", entry.content_hash},
          {"version", entry.version},
          {"tries", entry.tries},
          {"chunks", entry.chunks},
          {"pages", entry.pages},
          {"pages_needing_ocr", std::move(pages)},
          {"first_seen", to_rfc3339(entry.first_seen)},
          {"updated", to_rfc3339(entry.updated)}};
}

void print_row(const LedgerEntry& entry) {
  fmt::print("{:<12} {:>5} {:>5}  {}  {}{}{}\n", to_string(entry.state), entry.chunks, entry.pages,
             to_rfc3339(entry.updated), entry.path, entry.reason.empty() ? "" : "  – ",
             entry.message.empty() ? entry.reason : fmt::format("{}: {}", entry.reason, entry.message));
}

Result<void> print_table(catalog::Catalog& catalog, std::optional<DocumentState> state) {
  fmt::print("{:<12} {:>5} {:>5}  {:<20}  {}\n", "STATE", "CHUNK", "PAGES", "UPDATED", "PATH");
  EDIFY_CHECK(catalog.each(state, [](const LedgerEntry& entry) {
    print_row(entry);
    return true;
  }));
  EDIFY_TRY(const auto counts, catalog.count_by_state());
  for (const auto& [each, count] : counts) fmt::print(stderr, "{} {}  ", count, to_string(each));
  EDIFY_TRY(const auto ingestion, catalog.ingestion());
  fmt::print(stderr, "(ingest: {})\n", ingestion.state);
  return {};
}

// Row by row, so that a large ledger is no object in memory.
Result<void> print_as_json(catalog::Catalog& catalog, std::optional<DocumentState> state) {
  EDIFY_TRY(const auto counts, catalog.count_by_state());
  EDIFY_TRY(const auto ingestion, catalog.ingestion());
  json::object by_state;
  for (const auto& [each, count] : counts) by_state[to_string(each)] = count;
  fmt::print(
      "{{\"counts\":{},\"ingestion\":{},\"documents\":[", json::serialize(by_state),
      json::serialize(json::object{
          {"state", ingestion.state}, {"queue", ingestion.queue}, {"last_update", to_rfc3339(ingestion.last_update)}}));
  bool first = true;
  EDIFY_CHECK(catalog.each(state, [&](const LedgerEntry& entry) {
    fmt::print("{}{}", first ? "" : ",", json::serialize(to_json(entry)));
    first = false;
    return true;
  }));
  fmt::print("]}}\n");
  return {};
}

Result<void> show_status(const Config& config, const StatusOptions& options) {
  std::optional<DocumentState> state;
  if (!options.state.empty()) {
    state = catalog::document_state_from_string(options.state);
    if (!state) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("--state {} is not known; use pending, processing, done, failed, quarantined or deleted",
                              options.state));
    }
  }
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(auto catalog, open_catalog(config));
  return options.json ? print_as_json(*catalog, state) : print_table(*catalog, state);
}

}  // namespace

void add_status(CommandLine& line) {
  auto options = std::make_shared<StatusOptions>();
  auto* command = line.parser.add_subcommand("status", "The ledger, a row a document: state, reason, chunks, pages");
  command->add_option("--state", options->state, "Only documents in this state");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return show_status(config, *options); }; });
}

}  // namespace edify::app
