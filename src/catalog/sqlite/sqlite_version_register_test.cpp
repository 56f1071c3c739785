#include "catalog/sqlite/sqlite_version_register.h"

#include "catalog/version_register_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, VersionRegisterContract, testing::Values([]() -> std::unique_ptr<VersionRegister> {
                           return std::move(SqliteVersionRegister::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
