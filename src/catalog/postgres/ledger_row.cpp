#include "catalog/postgres/ledger_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/comma_lists.h"
#include "catalog/quality_json.h"

namespace edify::catalog::postgres {
namespace {

UnixSeconds seconds_at(const Row& row, int column) { return UnixSeconds(std::chrono::seconds(row.integer(column))); }

}  // namespace

LedgerEntry read_entry(const Row& row) {
  LedgerEntry entry;
  entry.path = row.text(0);
  entry.source = row.text(1);
  entry.document_id = row.text(2);
  entry.size = static_cast<std::uint64_t>(row.integer(3));
  entry.etag = row.text(4);
  entry.content_hash = row.text(5);
  entry.version = row.text(6);
  entry.state = document_state_from_string(row.text(7)).value_or(DocumentState::pending);
  entry.reason = row.text(8);
  entry.message = row.text(9);
  entry.tries = static_cast<std::uint32_t>(row.integer(10));
  entry.chunks = static_cast<std::uint32_t>(row.integer(11));
  entry.pages = static_cast<std::uint32_t>(row.integer(12));
  entry.pages_needing_ocr = parse_pages(row.text(13));
  entry.first_seen = seconds_at(row, 14);
  entry.updated = seconds_at(row, 15);
  entry.retry_after = seconds_at(row, 16);
  entry.quality = quality_from_json(row.text(17));
  entry.findings = split_at_commas(row.text(18));
  return entry;
}

std::vector<LedgerEntry> read_entries(const Rows& rows) {
  std::vector<LedgerEntry> entries;
  for (std::size_t i = 0; i < rows.size(); ++i) entries.push_back(read_entry(rows[i]));
  return entries;
}

Values values_of(const LedgerEntry& entry) {
  return {entry.path,
          entry.source,
          entry.document_id,
          entry.size,
          entry.etag,
          entry.content_hash,
          entry.version,
          to_string(entry.state),
          entry.reason,
          entry.message,
          entry.tries,
          entry.chunks,
          entry.pages,
          fmt::format("{}", fmt::join(entry.pages_needing_ocr, ",")),
          entry.first_seen.time_since_epoch().count(),
          entry.updated.time_since_epoch().count(),
          entry.retry_after.time_since_epoch().count(),
          quality_to_json(entry.quality),
          fmt::format("{}", fmt::join(entry.findings, ","))};
}

}  // namespace edify::catalog::postgres
