#include "catalog/sqlite/sqlite_catalog.h"

#include "catalog/catalog_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, CatalogContract, testing::Values([]() -> std::unique_ptr<Catalog> {
                           return std::move(SqliteCatalog::open(":memory:").value());
                         }));

TEST(SqliteCatalog, RefusesALedgerOfANewerRelease) {
  const auto file = std::filesystem::temp_directory_path() / ("edify_catalog_" + std::to_string(::getpid()));
  {
    auto database = sqlite::Database::open(file);
    ASSERT_TRUE(
        database->execute("CREATE TABLE catalog_meta (schema_version INTEGER NOT NULL);"
                          "INSERT INTO catalog_meta VALUES (99)"));
  }
  const auto catalog = SqliteCatalog::open(file);
  ASSERT_FALSE(catalog.has_value());
  EXPECT_EQ(catalog.error().reason, "newer_schema");
  std::filesystem::remove(file);
}

TEST(SqliteCatalog, KeepsTheLedgerOfAnOlderRelease) {
  const auto file = std::filesystem::temp_directory_path() / ("edify_catalog_old_" + std::to_string(::getpid()));
  {
    auto database = sqlite::Database::open(file);
    ASSERT_TRUE(database->execute(
        "CREATE TABLE catalog_meta (schema_version INTEGER NOT NULL); INSERT INTO catalog_meta VALUES (1), (2);"
        "CREATE TABLE ledger (path TEXT PRIMARY KEY, source TEXT NOT NULL, document_id TEXT NOT NULL, size INTEGER NOT "
        "NULL, etag TEXT NOT NULL, content_hash TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL, reason TEXT "
        "NOT NULL, message TEXT NOT NULL, tries INTEGER NOT NULL, chunks INTEGER NOT NULL, pages INTEGER NOT NULL, "
        "pages_needing_ocr TEXT NOT NULL, first_seen INTEGER NOT NULL, updated INTEGER NOT NULL, retry_after INTEGER "
        "NOT NULL, sweep INTEGER NOT NULL DEFAULT 0, quality TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;"
        "INSERT INTO ledger VALUES ('a', 'folder:/s', 'id', 1, 'e', 'h', 'v', 'done', '', '', 0, 3, 1, '', 5, 6, 0, 7, "
        "'{}');"
        "CREATE TABLE ingestion (id INTEGER PRIMARY KEY, sweep INTEGER NOT NULL, state TEXT NOT NULL, queue INTEGER "
        "NOT "
        "NULL, files_per_second REAL NOT NULL, elapsed_seconds REAL NOT NULL, memory_bytes INTEGER NOT NULL, "
        "last_update INTEGER NOT NULL);"
        "INSERT INTO ingestion VALUES (1, 7, 'finished', 0, 2.5, 4, 0, 99);"));
  }
  {
    const auto catalog = SqliteCatalog::open(file);
    ASSERT_TRUE(catalog.has_value()) << catalog.error().message;
    EXPECT_EQ((*catalog)->find("a").value()->chunks, 3U);
    EXPECT_EQ((*catalog)->ingestion().value().state, "finished");
    EXPECT_EQ((*catalog)->begin_sweep().value(), 8U);
  }
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace edify::catalog
