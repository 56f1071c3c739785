// What is not in the source any more stops answering. Internal to ingest/.
#pragma once

#include <cstdint>

#include "ingest/flow.h"

namespace edify::ingest {

// After a complete listing that began with `sweep`: forgets every document of this source, under the request's prefix,
// that nobody has seen since. Each is looked for once more by its path, so that not even a listing that lies deletes
// anything. In a dry run it only counts. Errors: the source's (nothing more is forgotten), the store's, the ledger's.
Result<void> sweep_unseen(Flow& flow, std::uint64_t sweep);

// Looks for the document in its source and forgets it where it is not found. Does nothing while another ingester holds
// it.
Result<void> forget_if_gone(Flow& flow, const catalog::LedgerEntry& entry);

}  // namespace edify::ingest
