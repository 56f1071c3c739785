// How a document leaves the flow. Each writes the ledger's row, ends the lease and counts. Internal to ingest/.
#pragma once

#include "ingest/flow.h"

namespace edify::ingest {

// Published, or found to be published as it is: `entry` says how.
Result<void> end_done(Flow& flow, catalog::LedgerEntry& entry);
// The document's own failure. An Error is the store's or the ledger's.
Result<void> end_failed(Flow& flow, catalog::LedgerEntry& entry, const Error& error);
// It is not in its source any more: it stops answering.
Result<void> end_vanished(Flow& flow, catalog::LedgerEntry& entry);
// The part of end_vanished() that does not concern the flow: the store forgets the document, the row says so.
Result<void> forget(Flow& flow, catalog::LedgerEntry& entry);
// Somebody else did it, or there was nothing to do.
Result<void> end_untouched(Flow& flow, const catalog::LedgerEntry& entry, std::uint64_t size);

}  // namespace edify::ingest
