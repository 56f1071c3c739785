// A LedgerEntry as a row of PostgreSQL's table `ledger`. Pure.
#pragma once

#include <string_view>

#include "catalog/catalog.h"
#include "catalog/postgres/value.h"

namespace edify::catalog::postgres {

// In the order in which read_entry() reads and values_of() gives.
inline constexpr std::string_view ledger_columns =
    "path, source, document_id, size, etag, content_hash, version, state, reason, message, tries, chunks, pages, "
    "pages_needing_ocr, first_seen, updated, retry_after, quality, findings";
// Typed, so that a list of them may stand where PostgreSQL infers nothing.
inline constexpr std::string_view ledger_values =
    "$1::text, $2::text, $3::text, $4::bigint, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, "
    "$11::bigint, $12::bigint, $13::bigint, $14::text, $15::bigint, $16::bigint, $17::bigint, $18::text, $19::text";

// `row` has ledger_columns first.
LedgerEntry read_entry(const Row& row);
std::vector<LedgerEntry> read_entries(const Rows& rows);
// $1 to $19.
Values values_of(const LedgerEntry& entry);

}  // namespace edify::catalog::postgres
