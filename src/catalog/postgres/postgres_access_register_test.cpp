#include "catalog/postgres/postgres_access_register.h"

#include "catalog/access_register_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, AccessRegisterContract, testing::Values([]() -> std::unique_ptr<AccessRegister> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresAccessRegister::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
