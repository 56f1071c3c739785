// Support tickets in PostgreSQL, for any number of servers.
#pragma once

#include <memory>

#include "catalog/postgres/pool.h"
#include "catalog/tickets.h"

namespace edify::catalog {

class PostgresTickets : public Tickets {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresTickets>> open(const postgres::Address& address,
                                                       const postgres::PoolOptions& options = {});

  Result<std::uint64_t> put(const std::vector<Ticket>& tickets) override;
  Result<TicketFigures> figures() override;
  Result<std::vector<WeekOfTickets>> weeks(UnixSeconds since) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  PostgresTickets(const postgres::Address& address, const postgres::PoolOptions& options) : pool_(address, options) {}

  postgres::Pool pool_;
};

}  // namespace edify::catalog
