#include "catalog/postgres/postgres_catalog.h"

#include "catalog/catalog_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, CatalogContract, testing::Values([]() -> std::unique_ptr<Catalog> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresCatalog::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
