// A LedgerEntry as a row of the table `ledger`. Pure but for the statement.
#pragma once

#include <string_view>

#include "base/sqlite.h"
#include "catalog/catalog.h"

namespace edify::catalog {

// In the order in which read_entry() reads and bind_entry() binds.
inline constexpr std::string_view ledger_columns =
    "path, source, document_id, size, etag, content_hash, version, state, reason, message, tries, chunks, pages, "
    "pages_needing_ocr, first_seen, updated, retry_after, quality, findings";
inline constexpr std::string_view ledger_values =
    "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19";
inline constexpr int ledger_column_count = 19;

// `row` is at a row whose first columns are ledger_columns.
LedgerEntry read_entry(const sqlite::Statement& row);
// Binds parameters ?1 to ?19.
void bind_entry(sqlite::Statement& statement, const LedgerEntry& entry);

}  // namespace edify::catalog
