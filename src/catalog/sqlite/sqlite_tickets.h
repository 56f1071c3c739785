// Support tickets in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/tickets.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteTickets : public Tickets {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteTickets>> open(const sqlite::File& database);

  Result<std::uint64_t> put(const std::vector<Ticket>& tickets) override;
  Result<TicketFigures> figures() override;
  Result<std::vector<WeekOfTickets>> weeks(UnixSeconds since) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  explicit SqliteTickets(sqlite::Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
