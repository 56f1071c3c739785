// What a person may want to put right in a library: words in the ledger's rows, summed at the end of a run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/report.h"
#include "model/document.h"
#include "store/vector_store.h"

namespace edify::ingest {

// From the path alone: "unplaced" (no module's folder), "no_grade" and "no_year" (of the knowledge bank, where the path
// has none that fits the pattern). Pure.
std::vector<std::string> findings_of_place(const DocumentRecord& record, std::string_view default_year);
bool is_about_place(std::string_view finding);

// Those, and from what was read: "no_title", "no_text" (nothing to find it by), "unknown_language", "suspicious_pages".
// Pure.
std::vector<std::string> findings_of(const DocumentRecord& record, const catalog::LedgerEntry& entry,
                                     std::string_view default_year);

// Goes over the whole ledger and the whole store: every finding with its number and first paths, "duplicate" for each
// path beside the first with the same bytes, "lost" for what a row says is published and is not, "orphan" for what was
// published without a row of its own: nobody would ever notice its deletion, so it is removed.
Result<std::vector<Inconsistency>> reconcile(catalog::Catalog& catalog, store::VectorStore& store);

}  // namespace edify::ingest
