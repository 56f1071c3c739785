#include "catalog/sqlite/sqlite_shares.h"

#include "catalog/shares_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, SharesContract, testing::Values([]() -> std::unique_ptr<Shares> {
                           return std::move(SqliteShares::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
