#include "catalog/postgres/postgres_catalog.h"

#include <fmt/format.h>

#include "catalog/postgres/ledger_row.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog {

using postgres::Connection;
using postgres::ledger_columns;
using postgres::ledger_values;
using postgres::read_entries;
using postgres::Values;
using postgres::values_of;

namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }

std::vector<std::string> first_column(const postgres::Rows& rows) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < rows.size(); ++i) texts.push_back(rows[i].text(0));
  return texts;
}

}  // namespace

Result<std::unique_ptr<PostgresCatalog>> PostgresCatalog::open(const postgres::Address& address,
                                                               const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresCatalog> catalog(new PostgresCatalog(address, options));
  EDIFY_CHECK(postgres::migrate(catalog->pool_));
  return catalog;
}

Result<std::optional<LedgerEntry>> PostgresCatalog::find(std::string_view path) {
  EDIFY_TRY(const auto rows, pool_.run(fmt::format("SELECT {} FROM ledger WHERE path = $1", ledger_columns), {path}));
  if (rows.empty()) return std::nullopt;
  return postgres::read_entry(rows.front());
}

Result<void> PostgresCatalog::each(std::optional<DocumentState> state,
                                   const std::function<bool(const LedgerEntry&)>& visit) {
  // Page by page, so that no transaction lasts as long as the visitor and a large ledger is no list in memory.
  constexpr std::size_t page_size = 500;
  std::string after;
  const auto sql =
      fmt::format("SELECT {} FROM ledger WHERE path > $1 AND ($2 = '' OR state = $2) ORDER BY path LIMIT {}",
                  ledger_columns, page_size);
  while (true) {
    EDIFY_TRY(const auto rows, pool_.run(sql, {after, state ? to_string(*state) : std::string_view()}));
    const auto page = read_entries(rows);
    for (const auto& entry : page) {
      if (!visit(entry)) return {};
    }
    if (page.size() < page_size) return {};
    after = page.back().path;
  }
}

Result<std::map<DocumentState, std::uint64_t>> PostgresCatalog::count_by_state() {
  EDIFY_TRY(const auto rows, pool_.run("SELECT state, count(*) FROM ledger GROUP BY state"));
  std::map<DocumentState, std::uint64_t> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto state = document_state_from_string(rows[i].text(0))) {
      counts[*state] = static_cast<std::uint64_t>(rows[i].integer(1));
    }
  }
  return counts;
}

Result<void> PostgresCatalog::save(const LedgerEntry& entry) {
  EDIFY_CHECK(pool_.run(fmt::format("INSERT INTO ledger ({0}) VALUES ({1}) ON CONFLICT (path) DO UPDATE SET ({0}) = "
                                    "ROW ({1})",
                                    ledger_columns, ledger_values),
                        values_of(entry)));
  return {};
}

Result<void> PostgresCatalog::add(const LedgerEntry& entry) {
  EDIFY_CHECK(pool_.run(fmt::format("INSERT INTO ledger ({}, sweep) VALUES ({}, (SELECT newest FROM sweeps)) "
                                    "ON CONFLICT (path) DO NOTHING",
                                    ledger_columns, ledger_values),
                        values_of(entry)));
  return {};
}

// Waits for whoever writes the row at this moment, who may only mark it: a document that is skipped here would be taken
// for another's.
Result<std::optional<LedgerEntry>> PostgresCatalog::lease(std::string_view path, std::string_view owner,
                                                          UnixSeconds until) {
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("UPDATE ledger SET lease_owner = $2, lease_until = $3 WHERE path = $1 AND "
                                  "(lease_owner = '' OR lease_owner = $2 OR lease_until <= $4) RETURNING {}",
                                  ledger_columns),
                      {path, owner, ticks(until), ticks(unix_now())}));
  if (rows.empty()) return std::nullopt;
  return postgres::read_entry(rows.front());
}

// Rows are locked in one order by all who lock several, so that they do not lock each other out.
Result<void> PostgresCatalog::renew(std::string_view owner, UnixSeconds until) {
  EDIFY_CHECK(
      pool_.run("UPDATE ledger SET lease_until = $2 FROM (SELECT path FROM ledger WHERE lease_owner = $1 "
                "AND lease_owner <> '' ORDER BY path FOR UPDATE) AS held WHERE ledger.path = held.path",
                {owner, ticks(until)}));
  return {};
}

Result<void> PostgresCatalog::end_leases() {
  EDIFY_CHECK(pool_.run("UPDATE ledger SET lease_owner = '', lease_until = 0 WHERE lease_owner <> ''", {}));
  return {};
}

Result<bool> PostgresCatalog::finish(const LedgerEntry& entry, std::string_view owner) {
  Values values = values_of(entry);
  values.emplace_back(owner);
  bool held = false;
  EDIFY_CHECK(pool_.transaction([&](Connection& connection) -> Result<void> {
    // Where the connection was lost at COMMIT, the row may be saved already: exactly this row, held by nobody.
    EDIFY_TRY(const auto saved,
              connection.run(fmt::format("UPDATE ledger SET ({0}) = ROW ({1}), lease_owner = '', lease_until = 0 "
                                         "WHERE path = $1 AND (lease_owner = $20 OR (lease_owner = '' AND ({0}) = "
                                         "({1})))",
                                         ledger_columns, ledger_values),
                             values));
    held = saved.changed() > 0;
    if (held) return {};
    EDIFY_CHECK(connection.run("UPDATE ledger SET state = 'pending' WHERE path = $1", {entry.path}));
    return {};
  }));
  return held;
}

Result<void> PostgresCatalog::release(std::string_view path, std::string_view owner) {
  EDIFY_CHECK(pool_.run("UPDATE ledger SET lease_owner = '', lease_until = 0 WHERE path = $1 AND lease_owner = $2",
                        {path, owner}));
  return {};
}

Result<std::uint64_t> PostgresCatalog::begin_sweep() {
  EDIFY_TRY(const auto rows, pool_.run("UPDATE sweeps SET newest = newest + 1 RETURNING newest"));
  return static_cast<std::uint64_t>(rows.front().integer(0));
}

Result<void> PostgresCatalog::mark_seen(std::span<const std::string> paths) {
  EDIFY_CHECK(
      pool_.run("UPDATE ledger SET sweep = (SELECT newest FROM sweeps) FROM (SELECT path FROM ledger "
                "WHERE path = ANY ($1::text[]) ORDER BY path FOR UPDATE) AS seen WHERE ledger.path = seen.path",
                {paths}));
  return {};
}

Result<std::vector<LedgerEntry>> PostgresCatalog::unseen(std::string_view source, std::string_view prefix,
                                                         std::uint64_t sweep, std::size_t limit) {
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("SELECT {} FROM ledger WHERE sweep < $1 AND state <> 'deleted' AND source = $2 "
                                  "AND starts_with(path, $3) AND (lease_owner = '' OR lease_until <= $5) "
                                  "ORDER BY path LIMIT $4",
                                  ledger_columns),
                      {sweep, source, prefix, limit, ticks(unix_now())}));
  return read_entries(rows);
}

Result<void> PostgresCatalog::each_duplicate_group(
    const std::function<bool(std::span<const std::string> paths)>& visit) {
  EDIFY_TRY(const auto hashes, pool_.run("SELECT content_hash FROM ledger WHERE state = 'done' "
                                         "GROUP BY content_hash HAVING count(*) > 1 ORDER BY min(path)"));
  for (const auto& hash : first_column(hashes)) {
    EDIFY_TRY(const auto paths, done_with_content(hash));
    if (!visit(paths)) return {};
  }
  return {};
}

Result<std::vector<std::string>> PostgresCatalog::done_with_content(std::string_view content_hash) {
  EDIFY_TRY(const auto rows, pool_.run("SELECT path FROM ledger WHERE content_hash = $1 AND state = 'done' "
                                       "ORDER BY path LIMIT 100",
                                       {content_hash}));
  return first_column(rows);
}

}  // namespace edify::catalog
