#include "catalog/postgres/postgres_collections.h"

#include "catalog/collections_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, CollectionsContract, testing::Values([]() -> std::unique_ptr<Collections> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresCollections::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
