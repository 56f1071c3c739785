#include "catalog/sqlite/sqlite_access_register.h"

#include "catalog/access_register_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, AccessRegisterContract, testing::Values([]() -> std::unique_ptr<AccessRegister> {
                           return std::move(SqliteAccessRegister::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
