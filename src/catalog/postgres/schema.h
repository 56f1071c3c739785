// The tables of the catalog in PostgreSQL and how an older release's become this one's.
#pragma once

#include "base/error.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog::postgres {

// Makes or migrates the tables in the schema where the connection puts them (search_path), in one transaction; of any
// number of processes that start at once, one does it and the others wait. Errors: conflict (made by a newer release),
// unavailable.
Result<void> migrate(Pool& pool);

}  // namespace edify::catalog::postgres
