#include "catalog/sqlite/sqlite_collections.h"

#include "catalog/collections_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, CollectionsContract, testing::Values([]() -> std::unique_ptr<Collections> {
                           return std::move(SqliteCollections::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
