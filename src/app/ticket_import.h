// Tickets out of a help desk's CSV file. Of all its columns three are read, and nothing of who wrote what is kept.
#pragma once

#include <cstdint>
#include <istream>
#include <string>

#include "base/error.h"
#include "catalog/tickets.h"

namespace edify::app {

// What the columns are called, without regard to case.
struct TicketColumns {
  std::string id = "id";
  std::string opened = "opened";
  std::string closed = "closed";  // need not be there
};

struct TicketImport {
  std::uint64_t read = 0;
  std::uint64_t added = 0;  // the others were there already, and are as the file has them now
};

// Reads `stream` to its end, a thousand tickets a transaction. The first record is the header. Times are dates
// ("2026-11-23") or RFC 3339 ("2026-11-23T08:00:00Z", "2026-11-23 08:00:00"), UTC where no offset is given. Errors,
// naming `name`, line and column: unreadable, over_limit; those of the tickets. What came before an error stays: a
// ticket is known by its id, and the file can be imported again.
Result<TicketImport> import_tickets(std::istream& stream, const std::string& name, const TicketColumns& columns,
                                    catalog::Tickets& tickets);

}  // namespace edify::app
