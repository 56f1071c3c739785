#include "catalog/postgres/postgres_shares.h"

#include <fmt/format.h>

#include <utility>

#include "catalog/postgres/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

constexpr std::string_view columns = "id, user_name, conversation_id, message_id, created";

Share read_share(const postgres::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), time_of(row.integer(4))};
}

}  // namespace

Result<std::unique_ptr<PostgresShares>> PostgresShares::open(const postgres::Address& address,
                                                             const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresShares> opened(new PostgresShares(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<Share> PostgresShares::create(const Share& share) {
  // The update changes nothing and gives the row back.
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("INSERT INTO shares ({0}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_name, "
                                  "message_id) DO UPDATE SET message_id = excluded.message_id RETURNING {0}",
                                  columns),
                      {share.id, share.user, share.conversation_id, share.message_id, ticks(share.created)}));
  return read_share(rows.front());
}

Result<std::optional<Share>> PostgresShares::find(std::string_view id) {
  EDIFY_TRY(const auto rows, pool_.run(fmt::format("SELECT {} FROM shares WHERE id = $1", columns), {id}));
  if (rows.empty()) return std::nullopt;
  return read_share(rows.front());
}

Result<bool> PostgresShares::remove(std::string_view user, std::string_view id) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM shares WHERE id = $1 AND user_name = $2", {id, user}));
  return done.changed() > 0;
}

Result<std::uint64_t> PostgresShares::erase_user(std::string_view user) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM shares WHERE user_name = $1", {user}));
  return done.changed();
}

Result<std::uint64_t> PostgresShares::forget_before(UnixSeconds time) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM shares WHERE created < $1", {ticks(time)}));
  return done.changed();
}

}  // namespace edify::catalog
