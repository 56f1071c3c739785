#include "catalog/postgres/postgres_tickets.h"

#include "catalog/postgres/schema.h"

namespace edify::catalog {

using postgres::Connection;

namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }
std::uint64_t count_of(const postgres::Row& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

}  // namespace

Result<std::unique_ptr<PostgresTickets>> PostgresTickets::open(const postgres::Address& address,
                                                               const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresTickets> opened(new PostgresTickets(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<std::uint64_t> PostgresTickets::put(const std::vector<Ticket>& tickets) {
  std::uint64_t added = 0;
  const auto put = pool_.transaction([&](Connection& connection) -> Result<void> {
    added = 0;
    for (const auto& each : tickets) {
      // xmax is 0 in a row that was inserted, not updated.
      EDIFY_TRY(const auto rows,
                connection.run("INSERT INTO tickets VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE "
                               "SET opened = excluded.opened, closed = excluded.closed RETURNING xmax = 0",
                               {each.id_digest, ticks(each.opened), ticks(each.closed)}));
      added += rows.front().truth(0) ? 1 : 0;
    }
    return {};
  });
  if (!put) return std::unexpected(put.error());
  return added;
}

Result<TicketFigures> PostgresTickets::figures() {
  EDIFY_TRY(const auto rows,
            pool_.run("SELECT count(*), count(*) FILTER (WHERE closed = 0), coalesce(max(opened), 0) FROM tickets"));
  const auto row = rows.front();
  return TicketFigures{count_of(row, 0), count_of(row, 1), time_of(row.integer(2))};
}

Result<std::vector<WeekOfTickets>> PostgresTickets::weeks(UnixSeconds since) {
  // 1970 began on a Thursday.
  EDIFY_TRY(const auto rows, pool_.run("SELECT (opened / 86400 + 3) / 7 * 604800 - 259200 AS week, count(*) "
                                       "FROM tickets WHERE opened >= $1 GROUP BY week ORDER BY week",
                                       {ticks(since)}));
  std::vector<WeekOfTickets> weeks;
  for (std::size_t i = 0; i < rows.size(); ++i) weeks.push_back({time_of(rows[i].integer(0)), count_of(rows[i], 1)});
  return weeks;
}

Result<std::uint64_t> PostgresTickets::forget_before(UnixSeconds time) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM tickets WHERE opened < $1", {ticks(time)}));
  return done.changed();
}

}  // namespace edify::catalog
