#include "catalog/sqlite/sqlite_catalog.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>

#include "catalog/quality_json.h"

namespace edify::catalog {
namespace {

// A new release appends a migration; it never edits one.
constexpr std::array migrations = {
    R"(CREATE TABLE ledger (
         path TEXT PRIMARY KEY,
         source TEXT NOT NULL,
         document_id TEXT NOT NULL,
         size INTEGER NOT NULL,
         etag TEXT NOT NULL,
         content_hash TEXT NOT NULL,
         version TEXT NOT NULL,
         state TEXT NOT NULL,
         reason TEXT NOT NULL,
         message TEXT NOT NULL,
         tries INTEGER NOT NULL,
         chunks INTEGER NOT NULL,
         pages INTEGER NOT NULL,
         pages_needing_ocr TEXT NOT NULL,
         first_seen INTEGER NOT NULL,
         updated INTEGER NOT NULL,
         retry_after INTEGER NOT NULL,
         sweep INTEGER NOT NULL DEFAULT 0
       ) WITHOUT ROWID;
       CREATE INDEX ledger_by_state ON ledger (state);
       CREATE INDEX ledger_by_content ON ledger (content_hash);
       CREATE TABLE ingestion (
         id INTEGER PRIMARY KEY CHECK (id = 1),
         sweep INTEGER NOT NULL,
         state TEXT NOT NULL,
         queue INTEGER NOT NULL,
         files_per_second REAL NOT NULL,
         elapsed_seconds REAL NOT NULL,
         memory_bytes INTEGER NOT NULL,
         last_update INTEGER NOT NULL
       );
       INSERT INTO ingestion VALUES (1, 0, 'never', 0, 0, 0, 0, 0);)",
    "ALTER TABLE ledger ADD COLUMN quality TEXT NOT NULL DEFAULT '{}'",
};

Result<void> migrate(sqlite::Database& database) {
  return database.transaction([&]() -> Result<void> {
    EDIFY_CHECK(database.execute("CREATE TABLE IF NOT EXISTS catalog_meta (schema_version INTEGER NOT NULL)"));
    EDIFY_TRY(auto select, database.prepare("SELECT coalesce(max(schema_version), 0) FROM catalog_meta"));
    EDIFY_CHECK(select.step());
    const auto have = static_cast<std::size_t>(select.integer(0));
    if (have > migrations.size()) {
      return fail(
          ErrorCode::conflict,
          fmt::format("the ledger has schema {} and this release knows {}; use the release that wrote it, or newer",
                      have, migrations.size()),
          "newer_schema");
    }
    for (std::size_t i = have; i < migrations.size(); ++i) {
      EDIFY_CHECK(database.execute(migrations[i]));
      EDIFY_CHECK(database.execute(fmt::format("INSERT INTO catalog_meta VALUES ({})", i + 1)));
    }
    return {};
  });
}

constexpr std::string_view columns =
    "path, source, document_id, size, etag, content_hash, version, state, reason, message, tries, chunks, pages, "
    "pages_needing_ocr, first_seen, updated, retry_after, quality";

UnixSeconds seconds_at(const sqlite::Statement& row, int column) {
  return UnixSeconds(std::chrono::seconds(row.integer(column)));
}

std::vector<std::uint32_t> parse_pages(std::string_view text) {
  std::vector<std::uint32_t> pages;
  while (!text.empty()) {
    std::uint32_t page = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page);
    if (error != std::errc()) break;
    pages.push_back(page);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return pages;
}

LedgerEntry read_entry(const sqlite::Statement& row) {
  LedgerEntry entry;
  entry.path = row.text(0);
  entry.source = row.text(1);
  entry.document_id = row.text(2);
  entry.size = static_cast<std::uint64_t>(row.integer(3));
  entry.etag = row.text(4);
  entry.content_hash = row.text(5);
  entry.version = row.text(6);
  entry.state = document_state_from_string(row.text(7)).value_or(DocumentState::pending);
  entry.reason = row.text(8);
  entry.message = row.text(9);
  entry.tries = static_cast<std::uint32_t>(row.integer(10));
  entry.chunks = static_cast<std::uint32_t>(row.integer(11));
  entry.pages = static_cast<std::uint32_t>(row.integer(12));
  entry.pages_needing_ocr = parse_pages(row.text(13));
  entry.first_seen = seconds_at(row, 14);
  entry.updated = seconds_at(row, 15);
  entry.retry_after = seconds_at(row, 16);
  entry.quality = quality_from_json(row.text(17));
  return entry;
}

}  // namespace

Result<std::unique_ptr<SqliteCatalog>> SqliteCatalog::open(const std::filesystem::path& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteCatalog>(new SqliteCatalog(std::move(connection)));
}

Result<std::optional<LedgerEntry>> SqliteCatalog::find(std::string_view path) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM ledger WHERE path = ?1", columns)));
  EDIFY_TRY(const bool row, select.bind(1, path).step());
  if (!row) return std::nullopt;
  return read_entry(select);
}

Result<void> SqliteCatalog::save(const LedgerEntry& entry) {
  const std::lock_guard lock(mutex_);
  constexpr std::string_view values =
      "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
  EDIFY_TRY(auto upsert, database_.prepare(fmt::format("INSERT INTO ledger ({0}) VALUES {1} "
                                                       "ON CONFLICT (path) DO UPDATE SET ({0}) = {1}",
                                                       columns, values)));
  upsert.bind(1, entry.path).bind(2, entry.source).bind(3, entry.document_id);
  upsert.bind(4, static_cast<std::int64_t>(entry.size)).bind(5, entry.etag).bind(6, entry.content_hash);
  upsert.bind(7, entry.version).bind(8, to_string(entry.state)).bind(9, entry.reason).bind(10, entry.message);
  upsert.bind(11, static_cast<std::int64_t>(entry.tries)).bind(12, static_cast<std::int64_t>(entry.chunks));
  upsert.bind(13, static_cast<std::int64_t>(entry.pages));
  upsert.bind(14, fmt::format("{}", fmt::join(entry.pages_needing_ocr, ",")));
  upsert.bind(15, entry.first_seen.time_since_epoch().count());
  upsert.bind(16, entry.updated.time_since_epoch().count());
  upsert.bind(17, entry.retry_after.time_since_epoch().count());
  upsert.bind(18, quality_to_json(entry.quality));
  return upsert.run();
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
      EDIFY_TRY(
          auto select,
          database_.prepare(fmt::format(
              "SELECT {} FROM ledger WHERE path > ?1 AND (?2 = '' OR state = ?2) ORDER BY path LIMIT ?3", columns)));
      select.bind(1, after).bind(2, state ? to_string(*state) : std::string_view()).bind(3, page_size);
      while (true) {
        EDIFY_TRY(const bool row, select.step());
        if (!row) break;
        page.push_back(read_entry(select));
      }
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

Result<std::uint64_t> SqliteCatalog::begin_sweep() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE ingestion SET sweep = sweep + 1 RETURNING sweep"));
  EDIFY_CHECK(update.step());
  const auto sweep = static_cast<std::uint64_t>(update.integer(0));
  EDIFY_CHECK(update.run());
  return sweep;
}

Result<void> SqliteCatalog::mark_seen(std::span<const std::string> paths, std::uint64_t sweep) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE ledger SET sweep = ?2 WHERE path = ?1"));
  return database_.transaction([&]() -> Result<void> {
    for (const auto& path : paths) EDIFY_CHECK(update.bind(1, path).bind(2, static_cast<std::int64_t>(sweep)).run());
    return {};
  });
}

Result<std::vector<LedgerEntry>> SqliteCatalog::unseen(std::string_view source, std::string_view prefix,
                                                       std::uint64_t sweep, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(fmt::format(
                             "SELECT {} FROM ledger WHERE sweep <> ?1 AND state <> 'deleted' AND source = ?2 "
                             "AND substr(path, 1, length(?3)) = ?3 ORDER BY path LIMIT ?4",
                             columns)));
  select.bind(1, static_cast<std::int64_t>(sweep)).bind(2, source).bind(3, prefix);
  select.bind(4, static_cast<std::int64_t>(limit));
  std::vector<LedgerEntry> entries;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return entries;
    entries.push_back(read_entry(select));
  }
}

Result<std::uint64_t> SqliteCatalog::count_same_content(std::string_view content_hash, std::string_view except_path) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT count(*) FROM ledger WHERE content_hash = ?1 AND path <> ?2 "
                                           "AND state = 'done'"));
  EDIFY_CHECK(select.bind(1, content_hash).bind(2, except_path).step());
  return static_cast<std::uint64_t>(select.integer(0));
}

Result<IngestionSummary> SqliteCatalog::ingestion() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT state, queue, files_per_second, elapsed_seconds, memory_bytes, "
                                           "last_update FROM ingestion"));
  EDIFY_CHECK(select.step());
  IngestionSummary summary;
  summary.state = select.text(0);
  summary.queue = static_cast<std::uint64_t>(select.integer(1));
  summary.files_per_second = select.real(2);
  summary.elapsed_seconds = select.real(3);
  summary.memory_bytes = static_cast<std::uint64_t>(select.integer(4));
  summary.last_update = seconds_at(select, 5);
  return summary;
}

Result<void> SqliteCatalog::save_ingestion(const IngestionSummary& summary) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE ingestion SET state = ?1, queue = ?2, files_per_second = ?3, "
                                           "elapsed_seconds = ?4, memory_bytes = ?5, last_update = ?6"));
  update.bind(1, summary.state).bind(2, static_cast<std::int64_t>(summary.queue)).bind(3, summary.files_per_second);
  update.bind(4, summary.elapsed_seconds).bind(5, static_cast<std::int64_t>(summary.memory_bytes));
  update.bind(6, summary.last_update.time_since_epoch().count());
  return update.run();
}

}  // namespace edify::catalog
