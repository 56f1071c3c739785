#include "catalog/sqlite/sqlite_catalog.h"

#include <fmt/format.h>

#include "catalog/sqlite/ledger_row.h"
#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }

Result<std::vector<LedgerEntry>> read_entries(sqlite::Statement& select) {
  std::vector<LedgerEntry> entries;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return entries;
    entries.push_back(read_entry(select));
  }
}

}  // namespace

Result<std::unique_ptr<SqliteCatalog>> SqliteCatalog::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteCatalog>(new SqliteCatalog(std::move(connection)));
}

Result<std::optional<LedgerEntry>> SqliteCatalog::find(std::string_view path) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM ledger WHERE path = ?1", ledger_columns)));
  EDIFY_TRY(const bool row, select.bind(1, path).step());
  if (!row) return std::nullopt;
  return read_entry(select);
}

Result<void> SqliteCatalog::each(std::optional<DocumentState> state,
                                 const std::function<bool(const LedgerEntry&)>& visit) {
  // Page by page, so that the lock is not held over the visitor and a large ledger is no list in memory.
  constexpr std::int64_t page_size = 500;
  std::string after;
  while (true) {
    std::vector<LedgerEntry> page;
    {
      const std::lock_guard lock(mutex_);
      EDIFY_TRY(auto select,
                database_.prepare(fmt::format(
                    "SELECT {} FROM ledger WHERE path > ?1 AND (?2 = '' OR state = ?2) ORDER BY path LIMIT ?3",
                    ledger_columns)));
      select.bind(1, after).bind(2, state ? to_string(*state) : std::string_view()).bind(3, page_size);
      EDIFY_TRY(page, read_entries(select));
    }
    for (const auto& entry : page) {
      if (!visit(entry)) return {};
    }
    if (static_cast<std::int64_t>(page.size()) < page_size) return {};
    after = page.back().path;
  }
}

Result<std::map<DocumentState, std::uint64_t>> SqliteCatalog::count_by_state() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT state, count(*) FROM ledger GROUP BY state"));
  std::map<DocumentState, std::uint64_t> counts;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return counts;
    if (const auto state = document_state_from_string(select.text(0))) {
      counts[*state] = static_cast<std::uint64_t>(select.integer(1));
    }
  }
}

Result<void> SqliteCatalog::save(const LedgerEntry& entry) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto upsert, database_.prepare(fmt::format("INSERT INTO ledger ({0}) VALUES ({1}) "
                                                       "ON CONFLICT (path) DO UPDATE SET ({0}) = ({1})",
                                                       ledger_columns, ledger_values)));
  bind_entry(upsert, entry);
  return upsert.run();
}

Result<void> SqliteCatalog::add(const LedgerEntry& entry) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto insert, database_.prepare(fmt::format("INSERT INTO ledger ({}, sweep) VALUES ({}, (SELECT newest FROM "
                                                       "sweeps)) ON CONFLICT (path) DO NOTHING",
                                                       ledger_columns, ledger_values)));
  bind_entry(insert, entry);
  return insert.run();
}

Result<std::optional<LedgerEntry>> SqliteCatalog::lease(std::string_view path, std::string_view owner,
                                                        UnixSeconds until) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update,
            database_.prepare(fmt::format("UPDATE ledger SET lease_owner = ?2, lease_until = ?3 WHERE path = ?1 AND "
                                          "(lease_owner = '' OR lease_owner = ?2 OR lease_until <= ?4) RETURNING {}",
                                          ledger_columns)));
  update.bind(1, path).bind(2, owner).bind(3, ticks(until)).bind(4, ticks(unix_now()));
  EDIFY_TRY(auto rows, read_entries(update));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Result<void> SqliteCatalog::renew(std::string_view owner, UnixSeconds until) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE ledger SET lease_until = ?2 WHERE lease_owner = ?1"));
  return update.bind(1, owner).bind(2, ticks(until)).run();
}

Result<void> SqliteCatalog::end_leases() {
  const std::lock_guard lock(mutex_);
  return database_.execute("UPDATE ledger SET lease_owner = '', lease_until = 0 WHERE lease_owner <> ''");
}

Result<bool> SqliteCatalog::finish(const LedgerEntry& entry, std::string_view owner) {
  const std::lock_guard lock(mutex_);
  bool held = false;
  const auto save_or_make_due = [&]() -> Result<void> {
    EDIFY_TRY(auto update, database_.prepare(fmt::format("UPDATE ledger SET ({}) = ({}), lease_owner = '', "
                                                         "lease_until = 0 WHERE path = ?1 AND lease_owner = ?20",
                                                         ledger_columns, ledger_values)));
    bind_entry(update, entry);
    EDIFY_CHECK(update.bind(ledger_column_count + 1, owner).run());
    held = database_.changed_rows() > 0;
    if (held) return {};
    EDIFY_TRY(auto again, database_.prepare("UPDATE ledger SET state = 'pending' WHERE path = ?1"));
    return again.bind(1, entry.path).run();
  };
  EDIFY_CHECK(database_.transaction(save_or_make_due));
  return held;
}

Result<void> SqliteCatalog::release(std::string_view path, std::string_view owner) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE ledger SET lease_owner = '', lease_until = 0 "
                                           "WHERE path = ?1 AND lease_owner = ?2"));
  return update.bind(1, path).bind(2, owner).run();
}

Result<std::uint64_t> SqliteCatalog::begin_sweep() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE sweeps SET newest = newest + 1 RETURNING newest"));
  EDIFY_CHECK(update.step());
  const auto sweep = static_cast<std::uint64_t>(update.integer(0));
  EDIFY_CHECK(update.run());
  return sweep;
}

Result<void> SqliteCatalog::mark_seen(std::span<const std::string> paths) {
  const std::lock_guard lock(mutex_);
  return database_.transaction([&]() -> Result<void> {
    EDIFY_TRY(auto update, database_.prepare("UPDATE ledger SET sweep = (SELECT newest FROM sweeps) WHERE path = ?1"));
    for (const auto& path : paths) EDIFY_CHECK(update.bind(1, path).run());
    return {};
  });
}

Result<std::vector<LedgerEntry>> SqliteCatalog::unseen(std::string_view source, std::string_view prefix,
                                                       std::uint64_t sweep, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(fmt::format(
                             "SELECT {} FROM ledger WHERE sweep < ?1 AND state <> 'deleted' AND source = ?2 "
                             "AND substr(path, 1, length(?3)) = ?3 AND (lease_owner = '' OR lease_until <= ?5) "
                             "ORDER BY path LIMIT ?4",
                             ledger_columns)));
  select.bind(1, static_cast<std::int64_t>(sweep)).bind(2, source).bind(3, prefix);
  select.bind(4, static_cast<std::int64_t>(limit)).bind(5, ticks(unix_now()));
  return read_entries(select);
}

Result<void> SqliteCatalog::each_duplicate_group(const std::function<bool(std::span<const std::string> paths)>& visit) {
  std::vector<std::string> hashes;
  {
    const std::lock_guard lock(mutex_);
    EDIFY_TRY(auto select, database_.prepare("SELECT content_hash FROM ledger WHERE state = 'done' "
                                             "GROUP BY content_hash HAVING count(*) > 1 ORDER BY min(path)"));
    while (true) {
      EDIFY_TRY(const bool row, select.step());
      if (!row) break;
      hashes.emplace_back(select.text(0));
    }
  }
  for (const auto& hash : hashes) {
    EDIFY_TRY(const auto paths, done_with_content(hash));
    if (!visit(paths)) return {};
  }
  return {};
}

Result<std::vector<std::string>> SqliteCatalog::done_with_content(std::string_view content_hash) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT path FROM ledger WHERE content_hash = ?1 AND state = 'done' "
                                           "ORDER BY path LIMIT 100"));
  select.bind(1, content_hash);
  std::vector<std::string> paths;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return paths;
    paths.emplace_back(select.text(0));
  }
}

}  // namespace edify::catalog
