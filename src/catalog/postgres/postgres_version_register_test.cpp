#include "catalog/postgres/postgres_version_register.h"

#include "catalog/testing/postgres_server.h"
#include "catalog/version_register_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, VersionRegisterContract, testing::Values([]() -> std::unique_ptr<VersionRegister> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresVersionRegister::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
