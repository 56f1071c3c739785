#include "catalog/sqlite/ledger_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/comma_lists.h"
#include "catalog/quality_json.h"

namespace edify::catalog {
namespace {

UnixSeconds seconds_at(const sqlite::Statement& row, int column) {
  return UnixSeconds(std::chrono::seconds(row.integer(column)));
}

}  // namespace

LedgerEntry read_entry(const sqlite::Statement& row) {
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

void bind_entry(sqlite::Statement& statement, const LedgerEntry& entry) {
  statement.bind(1, entry.path).bind(2, entry.source).bind(3, entry.document_id);
  statement.bind(4, static_cast<std::int64_t>(entry.size)).bind(5, entry.etag).bind(6, entry.content_hash);
  statement.bind(7, entry.version).bind(8, to_string(entry.state)).bind(9, entry.reason).bind(10, entry.message);
  statement.bind(11, static_cast<std::int64_t>(entry.tries)).bind(12, static_cast<std::int64_t>(entry.chunks));
  statement.bind(13, static_cast<std::int64_t>(entry.pages));
  statement.bind(14, fmt::format("{}", fmt::join(entry.pages_needing_ocr, ",")));
  statement.bind(15, entry.first_seen.time_since_epoch().count());
  statement.bind(16, entry.updated.time_since_epoch().count());
  statement.bind(17, entry.retry_after.time_since_epoch().count());
  statement.bind(18, quality_to_json(entry.quality));
  statement.bind(19, fmt::format("{}", fmt::join(entry.findings, ",")));
}

}  // namespace edify::catalog
