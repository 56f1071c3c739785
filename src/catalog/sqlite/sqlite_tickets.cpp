#include "catalog/sqlite/sqlite_tickets.h"

#include <utility>

#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }
std::uint64_t count_of(const sqlite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

}  // namespace

Result<std::unique_ptr<SqliteTickets>> SqliteTickets::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteTickets>(new SqliteTickets(std::move(connection)));
}

Result<std::uint64_t> SqliteTickets::put(const std::vector<Ticket>& tickets) {
  const std::lock_guard lock(mutex_);
  std::uint64_t added = 0;
  const auto put = database_.transaction([&]() -> Result<void> {
    added = 0;
    EDIFY_TRY(auto insert, database_.prepare("INSERT INTO tickets VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING"));
    EDIFY_TRY(auto update, database_.prepare("UPDATE tickets SET opened = ?2, closed = ?3 WHERE id = ?1"));
    for (const auto& each : tickets) {
      EDIFY_CHECK(insert.bind(1, each.id_digest).bind(2, ticks(each.opened)).bind(3, ticks(each.closed)).run());
      const bool is_new = database_.changed_rows() != 0;
      added += is_new ? 1 : 0;
      if (is_new) continue;
      EDIFY_CHECK(update.bind(1, each.id_digest).bind(2, ticks(each.opened)).bind(3, ticks(each.closed)).run());
    }
    return {};
  });
  if (!put) return std::unexpected(put.error());
  return added;
}

Result<TicketFigures> SqliteTickets::figures() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select,
            database_.prepare("SELECT count(*), count(*) FILTER (WHERE closed = 0), coalesce(max(opened), 0) "
                              "FROM tickets"));
  EDIFY_CHECK(select.step());
  return TicketFigures{count_of(select, 0), count_of(select, 1), time_of(select.integer(2))};
}

Result<std::vector<WeekOfTickets>> SqliteTickets::weeks(UnixSeconds since) {
  const std::lock_guard lock(mutex_);
  // 1970 began on a Thursday.
  EDIFY_TRY(auto select, database_.prepare("SELECT (opened / 86400 + 3) / 7 * 604800 - 259200 AS week, count(*) "
                                           "FROM tickets WHERE opened >= ?1 GROUP BY week ORDER BY week"));
  select.bind(1, ticks(since));
  std::vector<WeekOfTickets> weeks;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return weeks;
    weeks.push_back({time_of(select.integer(0)), count_of(select, 1)});
  }
}

Result<std::uint64_t> SqliteTickets::forget_before(UnixSeconds time) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM tickets WHERE opened < ?1"));
  EDIFY_CHECK(remove.bind(1, ticks(time)).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

}  // namespace edify::catalog
