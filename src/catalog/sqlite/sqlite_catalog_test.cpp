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

}  // namespace
}  // namespace edify::catalog
