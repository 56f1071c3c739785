#include <fmt/format.h>

#include "app/console.h"
#include "app/ingest_run.h"

namespace edify::app {
namespace {

namespace json = boost::json;
using ingest::Report;

// A person reads a few; the ledger has all.
constexpr std::size_t most_shown = 20;

void print_as_json(const Report& report) {
  json::array errors;
  for (const auto& problem : report.errors) {
    errors.push_back(
        {{"path", problem.path}, {"code", problem.code}, {"reason", problem.reason}, {"message", problem.message}});
  }
  print_json({{"files_seen", report.files_seen},
              {"files_processed", report.files_processed},
              {"files_unchanged", report.files_unchanged},
              {"files_waiting", report.files_waiting},
              {"files_outdated", report.files_outdated},
              {"files_deleted", report.files_deleted},
              {"files_failed", report.files_failed},
              {"files_needing_ocr", report.files_needing_ocr},
              {"pages_needing_ocr", report.pages_needing_ocr},
              {"duplicates", report.duplicates},
              {"chunks_created", report.chunks_created},
              {"embeddings_stored", report.embeddings_stored},
              {"pages", report.pages},
              {"bytes_read", report.bytes_read},
              {"total_time", report.total_time},
              {"files_per_hour", report.files_per_hour()},
              {"peak_memory_bytes", report.peak_memory_bytes},
              {"peak_document_memory_bytes", report.peak_document_memory_bytes},
              {"complete", report.complete},
              {"unplaced", json::array(report.unplaced.begin(), report.unplaced.end())},
              {"errors", std::move(errors)}});
}

template <typename Items, typename Describe>
void print_some(std::string_view heading, const Items& items, Describe&& describe) {
  if (items.empty()) return;
  fmt::print(stderr, "{}\n", heading);
  for (std::size_t i = 0; i < items.size() && i < most_shown; ++i) fmt::print(stderr, "  {}\n", describe(items[i]));
  if (items.size() > most_shown) fmt::print(stderr, "  … and {} more (edify status)\n", items.size() - most_shown);
}

void print_for_people(const Report& report) {
  fmt::print(stderr, "{} files seen: {} processed, {} unchanged, {} failed, {} deleted, {} duplicates\n",
             report.files_seen, report.files_processed, report.files_unchanged, report.files_failed,
             report.files_deleted, report.duplicates);
  fmt::print(stderr, "{} chunks of {} pages from {} in {}: {:.0f} files/hour, {} resident at most\n",
             report.chunks_created, report.pages, human_bytes(report.bytes_read), human_duration(report.total_time),
             report.files_per_hour(), human_bytes(report.peak_memory_bytes));
  if (report.pages_needing_ocr > 0) {
    fmt::print(stderr, "{} pages of {} files could not be read, by OCR neither (edify status)\n",
               report.pages_needing_ocr, report.files_needing_ocr);
  }
  if (report.files_waiting > 0)
    fmt::print(stderr, "{} files failed before and wait for their next try\n", report.files_waiting);
  if (report.files_outdated > 0) {
    fmt::print(stderr, "{} files were made by an older release; `edify reprocess` makes them again\n",
               report.files_outdated);
  }
  if (!report.complete) fmt::print(stderr, "The listing was not worked through; the next ingest goes on from here.\n");
  print_some("Placed in no module's folder, so in `general`:", report.unplaced, [](const auto& path) { return path; });
  print_some("Failed:", report.errors, [](const auto& problem) {
    return fmt::format("{}: {} ({})", problem.path, problem.message, problem.reason);
  });
}

}  // namespace

void print_report(const Report& report, bool json) { json ? print_as_json(report) : print_for_people(report); }

}  // namespace edify::app
