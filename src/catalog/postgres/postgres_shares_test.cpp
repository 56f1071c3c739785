#include "catalog/postgres/postgres_shares.h"

#include "catalog/shares_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, SharesContract, testing::Values([]() -> std::unique_ptr<Shares> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresShares::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
