#include <fmt/format.h>

#include "app/console.h"
#include "app/ingest_run.h"

namespace edify::app {
namespace {

using ingest::Report;

// A person reads a few; the ledger has all.
constexpr std::size_t most_shown = 20;

template <typename Items, typename Describe>
void print_some(std::string_view heading, const Items& items, Describe&& describe) {
  if (items.empty()) return;
  fmt::print(stderr, "{}\n", heading);
  for (std::size_t i = 0; i < items.size() && i < most_shown; ++i) fmt::print(stderr, "  {}\n", describe(items[i]));
  if (items.size() > most_shown) fmt::print(stderr, "  … and {} more (edify status)\n", items.size() - most_shown);
}

std::string_view meaning_of(std::string_view finding) {
  if (finding == "no_grade") return "in the knowledge bank without a grade in their path";
  if (finding == "no_year") return "in the knowledge bank without a year in their path";
  if (finding == "no_title") return "without a title";
  if (finding == "no_text") return "without any text to find them by";
  if (finding == "unknown_language") return "in a language that was not recognised";
  if (finding == "suspicious_pages") return "with pages that a person should look at";
  if (finding == "duplicate") return "with the same bytes as another";
  if (finding == "orphan") return "removed from the store, where they had no row in the ledger";
  if (finding == "lost") return "in the ledger but not in the store; `edify reprocess --where path=…` makes them again";
  return finding;
}

void print_for_people(const Report& report) {
  fmt::print(stderr, "{} files seen: {} processed, {} duplicates, {} unchanged, {} failed; {} deleted, {} moved\n",
             report.files_seen, report.files_processed, report.duplicates, report.files_unchanged, report.files_failed,
             report.files_deleted, report.files_moved);
  fmt::print(stderr, "{} chunks of {} pages from {} in {}: {:.0f} files/hour, {} resident at most\n",
             report.chunks_created, report.pages, human_bytes(report.bytes_read), human_duration(report.total_time),
             report.files_per_hour(), human_bytes(report.peak_memory_bytes));
  if (report.requests > 0) {
    fmt::print(stderr, "{} requests to the source, {} of them repeated\n", report.requests, report.requests_retried);
  }
  if (report.pages_needing_ocr > 0) {
    fmt::print(stderr, "{} pages of {} files could not be read, by OCR neither (edify status)\n",
               report.pages_needing_ocr, report.files_needing_ocr);
  }
  if (report.files_elsewhere > 0) {
    fmt::print(stderr, "{} files were done meanwhile by another ingester\n", report.files_elsewhere);
  }
  if (report.files_waiting > 0)
    fmt::print(stderr, "{} files failed before and wait for their next try\n", report.files_waiting);
  if (report.files_outdated > 0) {
    fmt::print(stderr, "{} files were made by an older release; `edify reprocess` makes them again\n",
               report.files_outdated);
  }
  if (!report.complete) fmt::print(stderr, "The listing was not worked through; the next ingest goes on from here.\n");
  print_some("Placed in no module's folder, so in `general`:", report.unplaced, [](const auto& path) { return path; });
  for (const auto& each : report.inconsistencies) {
    if (each.kind == "unplaced") continue;
    fmt::print(stderr, "{} {}: {}{}\n", each.count, meaning_of(each.kind), each.examples.front(),
               each.count > 1 ? ", …" : "");
  }
  print_some("Failed:", report.errors, [](const auto& problem) {
    return fmt::format("{}: {} ({})", problem.path, problem.message, problem.reason);
  });
}

}  // namespace

void print_report(const Report& report, bool json) {
  json ? fmt::print("{}\n", ingest::to_json(report)) : print_for_people(report);
}

}  // namespace edify::app
