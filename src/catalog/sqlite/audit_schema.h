// The tables of the audit trail and how an older release's become this one's.
#pragma once

#include "base/error.h"
#include "base/sqlite.h"

namespace edify::catalog {

// One transaction; safe where several processes start at once. Errors: conflict (made by a newer release), unavailable.
Result<void> migrate_audit(sqlite::Database& database);

}  // namespace edify::catalog
